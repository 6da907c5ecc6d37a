package import RoomState

/// A node's rooms on disk, or in a simulator's.
///
/// Writes are not synced one by one: after a crash the storage holds a prefix of the batches it was
/// given, whole ones, and the log is replayed from the applied index that prefix carries.
package protocol StateStorage: StateReader {
    /// Applies all `changes` as one batch.
    func write(_ changes: [StateChange]) throws(StateStorageError)

    /// Makes every batch written so far durable.
    func flush() throws(StateStorageError)

    /// What is stored now, for whoever reads more than one key of it: it does not change, whatever
    /// is written or adopted meanwhile.
    ///
    /// It is let go with its last reference, and must not be kept for long.
    func view() -> any StateReader

    /// Goes on with the state database `generation`, which a received snapshot became, and deletes
    /// the one used until now.
    ///
    /// Called once the `SnapshotInstall` of that generation is durable. Reads that are under way
    /// end with what they began with.
    func adopt(generation: UInt64) throws(StateStorageError)
}

package struct StateStorageError: Error, Hashable, Sendable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}
