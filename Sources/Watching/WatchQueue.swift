import DequeModule
import Raft
import RoomMapping
import RoomState

/// What waits to be told, in the order of the log.
struct WatchQueue: Sendable {
    enum Body: Sendable {
        case change(WatchedChange)
        /// A snapshot of the room as the change left it.
        case room(WatchedChange)
        case encoded(WatchUpdate.Kind, [UInt8])

        /// Bytes that no other watch shares.
        var ownBytes: Int {
            if case .encoded(_, let bytes) = self { bytes.count } else { 0 }
        }

        func encoded(_ view: RoomView, _ node: NodeID) -> (WatchUpdate.Kind, [UInt8]) {
            switch self {
            case .change(let change): (.change, change.changeBytes(node))
            case .room(let change): (.snapshot, change.snapshotBytes(view, node) ?? [])
            case .encoded(let kind, let bytes): (kind, bytes)
            }
        }
    }

    struct Item: Sendable {
        var body: Body
        var room: RoomID
        var revision: UInt64
        /// Of the entry that it comes from, or of the state that was read.
        var index: LogIndex
        /// What is told once it is told.
        var after: WatchPosition
        var bytes: Int
    }

    private(set) var items: Deque<Item> = []
    private(set) var bytes = 0

    var isEmpty: Bool { self.items.isEmpty }
    var count: Int { self.items.count }

    mutating func append(_ item: Item) {
        self.items.append(item)
        self.bytes += item.bytes
    }

    mutating func popFirst() -> Item? {
        guard let item = self.items.popFirst() else { return nil }
        self.bytes -= item.bytes
        return item
    }

    /// Says of the last item that others of its entry follow it.
    mutating func lastIsWithin(_ index: LogIndex) {
        guard let last = self.items.last, last.index == index else { return }
        self.items[self.items.count - 1].after = WatchPosition(
            index: index.previous,
            within: WatchPosition.Within(
                index: index, room: last.room, revision: last.revision),
            opened: last.after.opened)
    }

    mutating func setLast(after position: WatchPosition) {
        guard !self.items.isEmpty else { return }
        self.items[self.items.count - 1].after = position
    }
}
