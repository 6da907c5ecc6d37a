/// A live-stream room, whole: what GetRoom FULL returns.
///
/// It is stored as several records (`RoomRecords`) so that a change rewrites only what it touches.
/// Moderators, restrictions, the pinned comment and offers come later: each will be a section of
/// its own here and a record of its own there (rooms.md §8).
///
/// A room is copied many times on its way through a command, and most commands change its head and
/// one section: a copy costs one retain, and a change copies the head and that section.
package struct Room: Equatable, Sendable {
    private struct Content: Equatable, Sendable {
        var head: RoomHead
        @CopyOnWrite var info: RoomInfo
        @CopyOnWrite var settings: RoomSettings
        @CopyOnWrite var stage: Stage
        @CopyOnWrite var products: Products
    }

    @CopyOnWrite private var content: Content

    package init(
        head: RoomHead, info: RoomInfo, settings: RoomSettings, stage: Stage, products: Products
    ) {
        self.content = Content(
            head: head, info: info, settings: settings, stage: stage, products: products)
    }

    package var head: RoomHead {
        _read { yield self.content.head }
        _modify { yield &self.content.head }
    }

    package var info: RoomInfo {
        _read { yield self.content.info }
        _modify { yield &self.content.info }
    }

    package var settings: RoomSettings {
        _read { yield self.content.settings }
        _modify { yield &self.content.settings }
    }

    package var stage: Stage {
        _read { yield self.content.stage }
        _modify { yield &self.content.stage }
    }

    package var products: Products {
        _read { yield self.content.products }
        _modify { yield &self.content.products }
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
