package import Raft
package import RoomState

/// How far a watch has been told: what a resume token says besides what is watched.
///
/// Changes are told in the order of their log index; those of one entry in the order of room id and
/// revision, so that a place between them has a name that every node understands.
package struct WatchPosition: Hashable, Sendable {
    /// Which rooms the watch has begun to follow.
    package enum Opened: Hashable, Sendable {
        case none
        /// All whose ids are not beyond this one.
        case through(RoomID)
        case all

        package func contains(_ room: RoomID) -> Bool {
            switch self {
            case .none: false
            case .through(let last): room <= last
            case .all: true
            }
        }
    }

    /// A change of an entry behind `index`; all before it in its entry, and the change itself, are
    /// told.
    package struct Within: Hashable, Sendable {
        package var index: LogIndex
        package var room: RoomID
        package var revision: UInt64

        package init(index: LogIndex, room: RoomID, revision: UInt64) {
            self.index = index
            self.room = room
            self.revision = revision
        }
    }

    /// The changes of every entry up to here are told, of the rooms that are opened.
    package var index: LogIndex
    package var within: Within?
    package var opened: Opened

    /// What some rooms were told is as new as this, although not all is told up to here.
    ///
    /// Whoever resumes must not be told older rooms than these by a node that is behind.
    package var seen = LogIndex.zero

    package init(
        index: LogIndex, within: Within? = nil, opened: Opened = .all, seen: LogIndex = .zero
    ) {
        self.index = index
        self.within = within
        self.opened = opened
        self.seen = seen
    }

    /// The same position after something as new as `index` was told.
    func seeing(_ index: LogIndex) -> WatchPosition {
        var position = self
        position.seen = max(self.seen, index)
        return position
    }

    /// Where a watch begins that has been told nothing.
    package static let start = WatchPosition(index: .zero, opened: .none)

    /// Whether a change of a room that is opened was told.
    package func covers(index: LogIndex, room: RoomID, revision: UInt64) -> Bool {
        if index <= self.index { return true }
        guard let within = self.within else { return false }
        guard index == within.index else { return index < within.index }
        return room != within.room ? room < within.room : revision <= within.revision
    }

    /// The highest index that anything told came from.
    package var newest: LogIndex { max(self.index, self.within?.index ?? .zero, self.seen) }
}
