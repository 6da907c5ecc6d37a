/// A live-stream room, whole: what GetRoom FULL returns.
///
/// It is stored as several records (`RoomRecords`) so that a change rewrites only what it touches.
/// Moderators, restrictions, the pinned comment and offers come later: each will be a section of
/// its own here and a record of its own there (rooms.md §8).
package struct Room: Equatable, Sendable {
    package var head: RoomHead
    @CopyOnWrite package var info: RoomInfo
    @CopyOnWrite package var settings: RoomSettings
    @CopyOnWrite package var stage: Stage
    @CopyOnWrite package var products: Products

    package init(
        head: RoomHead, info: RoomInfo, settings: RoomSettings, stage: Stage, products: Products
    ) {
        self.head = head
        self.info = info
        self.settings = settings
        self.stage = stage
        self.products = products
    }

    package var id: RoomID { self.head.id }
    package var revision: UInt64 { self.head.revisions.room }

    /// SCHEDULED → LIVE ⇄ PAUSED; LIVE, PAUSED → SUSPENDED → PAUSED; all → ENDED, for good.
    package enum State: UInt8, Sendable, CaseIterable {
        case scheduled = 1
        case live = 2
        case paused = 3
        case suspended = 4
        case ended = 5

        /// LIVE, PAUSED and SUSPENDED: the host may host no other such room.
        package var occupiesHost: Bool {
            switch self {
            case .live, .paused, .suspended: true
            case .scheduled, .ended: false
            }
        }

        /// The word of the protocol.
        package var code: String {
            switch self {
            case .scheduled: "SCHEDULED"
            case .live: "LIVE"
            case .paused: "PAUSED"
            case .suspended: "SUSPENDED"
            case .ended: "ENDED"
            }
        }
    }

    /// Why a room is in its state.
    package enum StateReason: UInt8, Sendable, CaseIterable {
        /// A command of the owner, the host or a service.
        case requested = 1
        /// The host's presence expired.
        case hostLost = 2
        /// The grace after HOST_LOST ran out.
        case hostTimeout = 3
        case moderation = 4
        /// Ended because its host started or took over another room with END_OTHER.
        case hostMoved = 5
    }
}
