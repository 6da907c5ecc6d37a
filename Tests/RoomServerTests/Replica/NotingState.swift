import MemoryState
import RoomReplica
import RoomState

/// A state database in memory that notes what is done to it, and does to it what a test wants.
final class NotingState: StateStorage {
    let notes = Notes()
    private let memory = MemoryState()
    private let willWrite: @Sendable ([StateChange]) throws(StateStorageError) -> Void
    private let didAdopt: @Sendable () -> Void

    /// - Parameter willWrite: called before a batch is written, which it may delay or refuse.
    init(
        willWrite: @escaping @Sendable ([StateChange]) throws(StateStorageError) -> Void = { _ in },
        didAdopt: @escaping @Sendable () -> Void = {}
    ) {
        self.willWrite = willWrite
        self.didAdopt = didAdopt
    }

    func write(_ changes: [StateChange]) throws(StateStorageError) {
        try self.willWrite(changes)
        self.memory.write(changes)
        self.notes.add("written")
    }

    func flush() throws(StateStorageError) { self.notes.add("flush") }

    func view() -> any StateReader { self.memory.view() }

    func adopt(generation: UInt64) throws(StateStorageError) {
        self.notes.add("adopted \(generation)")
        self.didAdopt()
    }

    func value(for key: [UInt8]) throws(StateReadFailure) -> [UInt8]? {
        try self.memory.value(for: key)
    }

    func pairs(
        withPrefix prefix: [UInt8], from start: [UInt8]?, limit: Int
    ) throws(StateReadFailure) -> [StatePair] {
        try self.memory.pairs(withPrefix: prefix, from: start, limit: limit)
    }
}
