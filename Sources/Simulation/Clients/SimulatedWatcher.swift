internal import Raft
internal import RoomState

/// Somebody who watches a few rooms, is told every change of them once and in the order of the log,
/// and goes on at another node where one left off (docs/watch.md).
///
/// It stands for the watches of `RoomServer`, which read the same rings and are offered the same
/// changes.
struct SimulatedWatcher {
    /// How far it is told: what a resume token says.
    struct Position {
        var index: LogIndex
        /// The change of the entry at `index` that was told last; `nil`: all of it is told.
        var last: (room: RoomID, revision: UInt64)?

        func covers(_ index: LogIndex, _ room: RoomID, _ revision: UInt64) -> Bool {
            guard index == self.index, let last = self.last else { return index <= self.index }
            return room == last.room ? revision <= last.revision : room < last.room
        }
    }

    struct Update {
        var index: LogIndex
        var change: RoomChange
    }

    /// The node that tells it, in one life of it.
    struct Link: Equatable {
        var place: Int
        var life: UInt32
    }

    enum Stage {
        case idle
        /// It waits for leave to read.
        case asking(Link, ticket: UInt64, since: UInt64)
        case following(Link)
    }

    /// What it may come back with much later.
    struct Bookmark {
        var position: Position
        var rooms: [Room]
    }

    let place: Int
    var stage = Stage.idle
    /// The rooms, as they follow from what it was told; sorted by id.
    var rooms: [Room] = []
    /// `nil`: it begins with the rooms as they are.
    var position: Position?
    /// Offered and not yet told.
    var pending: [Update] = []
    var bookmark: Bookmark?
    /// The node that told it last.
    var lastPlace: Int?
    var sleepsUntil: UInt64 = 0
    var attempts = 0

    init(place: Int) {
        self.place = place
    }

    /// The link is gone, and with it what was on its way.
    mutating func lose() {
        self.stage = .idle
        self.pending = []
    }

    /// Nothing is known any more.
    mutating func beginAnew() {
        self.lose()
        self.rooms = []
        self.position = nil
        self.bookmark = nil
    }

    func follows(_ link: Link) -> Bool {
        if case .following(let own) = self.stage { own == link } else { false }
    }
}
