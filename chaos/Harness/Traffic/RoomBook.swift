import Synchronization

/// The rooms of a run, under the names that its history gives them.
final class RoomBook: Sendable {
    struct Room: Sendable {
        let alias: String
        /// The id that the cluster minted.
        let roomID: String
        let host: String
    }

    /// How much traffic a room gets: one room is hot, eight are warm, fifty are cold.
    enum Heat: CaseIterable, Sendable {
        case hot, warm, cold

        var slots: Range<Int> {
            switch self {
            case .hot: 0..<1
            case .warm: 1..<9
            case .cold: 9..<59
            }
        }
    }

    static let slots = 59
    /// The hot room and the warm ones.
    static let busySlots = 9

    private struct State {
        var slots: [Room?] = Array(repeating: nil, count: RoomBook.slots)
        var all: [Room] = []
        var aliases = 0
        /// The newest revision that some client has heard of, by alias.
        var revisions: [String: Int] = [:]
    }

    private let state = Mutex(State())

    /// A name for a room that is about to be created.
    func mintAlias() -> String {
        self.state.withLock { state in
            defer { state.aliases += 1 }
            return "r\(state.aliases)"
        }
    }

    /// A room that was created; it takes the slot that a deleted one has left, if any.
    func add(_ room: Room, slot: Int?) {
        self.state.withLock { state in
            state.all.append(room)
            if let slot { state.slots[slot] = room }
        }
    }

    /// The room of a slot has ended: the next one who comes there creates another.
    func clear(_ alias: String, slot: Int) {
        self.state.withLock { state in
            if state.slots[slot]?.alias == alias { state.slots[slot] = nil }
        }
    }

    func room(in slot: Int) -> Room? { self.state.withLock { $0.slots[slot] } }

    /// All rooms that were ever created, in that order.
    var all: [Room] { self.state.withLock { $0.all } }

    func heard(_ revision: Int, of alias: String) {
        self.state.withLock { $0.revisions[alias] = max($0.revisions[alias] ?? 0, revision) }
    }

    func revision(of alias: String) -> Int? { self.state.withLock { $0.revisions[alias] } }
}
