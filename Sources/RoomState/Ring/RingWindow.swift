/// Which changes of a room are kept: those of the last 30 seconds or of the last 256 revisions,
/// whichever are more, as long as their bytes are at most 1 MiB (rooms.md §5).
///
/// It is evaluated when the ring is read, from replicated values alone, so all nodes answer alike;
/// what a node still stores beyond that is its own business. What is not kept now is not kept later
/// either: revision and time only grow.
struct RingWindow {
    /// Of the room.
    let revision: UInt64
    /// Group time as of which the ring is seen.
    let time: GroupTime

    /// Whether a change is kept.
    ///
    /// - Parameter bytes: of this change and all later ones, encoded.
    func keeps(revision: UInt64, at time: GroupTime, bytes: Int) -> Bool {
        guard bytes <= Limits.ringBytes else { return false }
        return revision &+ Limits.ringRevisions > self.revision
            || time.milliseconds &+ Limits.ringMilliseconds > self.time.milliseconds
    }
}
