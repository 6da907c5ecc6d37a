/// Something that happens at a moment of simulated time.
///
/// It is plain numbers, so that a queue of many costs nothing to keep in order; what is larger lies
/// elsewhere under `payload`.
struct Event: Sendable {
    enum Kind: UInt8, Sendable {
        /// A unit of the consensus's time.
        case tick
        /// The replica takes what waits in its mailbox.
        case turn
        case frame
        /// The log's disk has finished a batch.
        case log
        /// A batch is applied, or an exchange of the state is done.
        case apply
        /// The rooms are flushed.
        case flush
        case snapshot
        case linkRefused
        case linkOpened
        case client
        case host
        case watcher
        case fault
        case faultEnd
        case restart
    }

    /// Microseconds since the start.
    var time: UInt64
    /// Set by the queue.
    var sequence: UInt64 = 0
    var kind: Kind
    /// The node, client or fault concerned, by its place.
    var subject: Int
    /// What else is needed, by kind: a frame's place, the other end of a link.
    var payload = 0
    /// The life of the node in which it was caused; of an earlier one it is void.
    var life: UInt32 = 0

    func isBefore(_ other: Event) -> Bool {
        (self.time, self.sequence) < (other.time, other.sequence)
    }
}
