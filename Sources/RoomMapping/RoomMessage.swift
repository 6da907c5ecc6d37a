package import RoomProtocol
package import RoomState
import SwiftProtobuf

extension Roomkeeper_V1_Room {
    /// The room as a reader sees it who asked for `view`.
    package init(_ room: Room, view: RoomView) {
        self.init(room.head, room.info, room.settings)
        if view.showsStage {
            self.stage = Roomkeeper_V1_Stage(room.stage)
        }
        if view.showsProducts {
            self.products = Roomkeeper_V1_Products(room.products)
        }
    }

    /// What every view shows of a room.
    package init(_ head: RoomHead, _ info: RoomInfo, _ settings: RoomSettings) {
        self.init()
        self.roomID = head.id.rawValue
        self.uid = head.uid.description
        self.ownerID = head.ownerID.rawValue
        self.hostID = head.hostID.rawValue
        self.state = head.state.message
        self.stateReason = head.stateReason.message
        self.stateSince = Google_Protobuf_Timestamp(head.stateSince)
        self.revision = head.revisions.room
        self.infoRevision = head.revisions.info
        self.stageRevision = head.revisions.stage
        self.productsRevision = head.revisions.products
        self.moderationRevision = head.revisions.moderation
        self.etag = RoomETag(uid: head.uid, revision: head.revisions.room).description
        self.info = Roomkeeper_V1_RoomInfo(info)
        self.settings = Roomkeeper_V1_RoomSettings(settings)
        self.createdAt = Google_Protobuf_Timestamp(head.createdAt)
        if let startedAt = head.startedAt {
            self.startedAt = Google_Protobuf_Timestamp(startedAt)
        }
        if let endedAt = head.endedAt {
            self.endedAt = Google_Protobuf_Timestamp(endedAt)
        }
        if let autoEndAt = head.autoEndAt {
            self.autoEndAt = Google_Protobuf_Timestamp(autoEndAt)
        }
    }
}

extension Roomkeeper_V1_RoomInfo {
    init(_ info: RoomInfo) {
        self.init()
        self.title = info.title
        self.description_p = info.description
        self.coverUri = info.coverURI
        self.language = info.language
        self.region = info.region
        self.categories = info.categories
        self.tags = info.tags
        for label in info.labels {
            self.labels[label.key] = label.value
        }
    }
}

extension Roomkeeper_V1_RoomSettings {
    init(_ settings: RoomSettings) {
        self.init()
        self.guestSeats = UInt32(settings.guestSeats)
        self.seatMode = settings.seatMode.message
        self.maxProducts = UInt32(settings.maxProducts)
        self.maxPinned = UInt32(settings.maxPinned)
        self.inviteTtlSeconds = UInt32(settings.inviteTTLSeconds)
        self.hostLossPolicy = settings.hostLossPolicy.message
        self.successorIds = settings.successorIDs.map(\.rawValue)
        self.presenceMode = settings.presenceMode.message
        self.presenceTtlSeconds = UInt32(settings.presenceTTLSeconds)
        self.pauseGraceSeconds = UInt32(settings.pauseGraceSeconds)
        self.requestQueueMax = UInt32(settings.requestQueueMax)
    }
}

extension Room.State {
    var message: Roomkeeper_V1_RoomState {
        switch self {
        case .scheduled: .scheduled
        case .live: .live
        case .paused: .paused
        case .suspended: .suspended
        case .ended: .ended
        }
    }
}

extension Room.StateReason {
    var message: Roomkeeper_V1_StateReason {
        switch self {
        case .requested: .requested
        case .hostLost: .hostLost
        case .hostTimeout: .hostTimeout
        case .moderation: .moderation
        case .hostMoved: .hostMoved
        }
    }
}

extension RoomSettings.SeatMode {
    var message: Roomkeeper_V1_SeatMode {
        switch self {
        case .apply: .apply
        case .free: .free
        case .inviteOnly: .inviteOnly
        }
    }
}

extension RoomSettings.HostLossPolicy {
    var message: Roomkeeper_V1_HostLossPolicy {
        switch self {
        case .pauseThenEnd: .pauseThenEnd
        case .promoteThenEnd: .promoteThenEnd
        case .endNow: .endNow
        }
    }
}

extension RoomSettings.PresenceMode {
    var message: Roomkeeper_V1_PresenceMode {
        switch self {
        case .none: .none
        case .heartbeat: .heartbeat
        case .external: .external
        }
    }
}
