import DequeModule
import Raft
import RoomState

/// What a reader that fell behind still has to be told: of each room that changed, only what it is
/// now.
///
/// Rooms take turns in rounds: those that change again after they were told wait for the next
/// round, so none is kept waiting by others that change more often. When a round is over,
/// everything up to where it began is told.
struct WatchConflation: Sendable {
    private var round: Deque<RoomID> = []
    private var next: [RoomID] = []
    private var newest: [RoomID: WatchQueue.Body] = [:]
    /// What was offered when the round began.
    private(set) var through = LogIndex.zero

    /// Of what is of this watch alone; changes and their rooms are shared by all who watch them.
    private(set) var bytes = 0

    var count: Int { self.newest.count }
    var isRoundOver: Bool { self.round.isEmpty }
    var isEmpty: Bool { self.newest.isEmpty }

    /// Replaces what was to be told of the room.
    mutating func put(_ body: WatchQueue.Body, of room: RoomID) {
        // A change alone does not say what the room is.
        let whole: WatchQueue.Body =
            if case .change(let change) = body { .room(change) } else { body }
        let replaced = self.newest.updateValue(whole, forKey: room)
        if replaced == nil { self.next.append(room) }
        self.bytes += whole.ownBytes - (replaced?.ownBytes ?? 0)
    }

    mutating func beginRoundIfOver(through index: LogIndex) {
        guard self.round.isEmpty else { return }
        self.round = Deque(self.next)
        self.next = []
        self.through = index
    }

    mutating func take() -> WatchQueue.Body? {
        guard let room = self.round.popFirst() else { return nil }
        let body = self.newest.removeValue(forKey: room)
        self.bytes -= body?.ownBytes ?? 0
        return body
    }
}
