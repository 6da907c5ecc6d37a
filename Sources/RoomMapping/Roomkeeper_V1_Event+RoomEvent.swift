import RoomProtocol
import RoomState
import SwiftProtobuf

extension Roomkeeper_V1_Event {
    init(_ event: RoomEvent) {
        self.init()
        self.type = event.name
        self.event = Self.message(of: event)
    }

    private static func message(of event: RoomEvent) -> OneOf_Event? {
        switch event {
        case .roomCreated(let created): .roomCreated(Roomkeeper_V1_RoomCreated(created))
        case .roomStarted: .roomStarted(Roomkeeper_V1_RoomStarted())
        case .roomPaused(let reason): .roomPaused(.with { $0.reason = reason.message })
        case .roomResumed: .roomResumed(Roomkeeper_V1_RoomResumed())
        case .roomEnded(let reason): .roomEnded(.with { $0.reason = reason.message })
        case .roomPurged: .roomPurged(Roomkeeper_V1_RoomPurged())
        case .infoUpdated(let update): .infoUpdated(Roomkeeper_V1_UpdateInfo(update))
        case .settingsUpdated(let settings):
            .settingsUpdated(Roomkeeper_V1_RoomSettings(settings))
        case .hostChanged(let from, let to):
            .hostChanged(
                .with {
                    $0.fromUserID = from.rawValue
                    $0.toUserID = to.rawValue
                })
        case .seatTaken, .seatLeft, .seatMoved, .seatLocked, .seatUnlocked, .roleChanged,
            .inviteCreated, .inviteClosed, .requestCreated, .requestClosed:
            Self.stageMessage(of: event)
        case .productAdded, .productRemoved, .productMoved, .productsReordered, .productPinned,
            .productUnpinned, .spotlightStarted, .spotlightEnded:
            Self.productsMessage(of: event)
        }
    }

    /// `nil` for what is no event of the stage.
    private static func stageMessage(of event: RoomEvent) -> OneOf_Event? {
        switch event {
        case .seatTaken(let index, let occupant):
            .seatTaken(.with { $0.seat = Roomkeeper_V1_Seat(occupant, at: index) })
        case .seatLeft(let index, let user):
            .seatLeft(
                .with {
                    $0.index = UInt32(index)
                    $0.userID = user.rawValue
                })
        case .seatMoved(let user, let from, let to):
            .seatMoved(
                .with {
                    $0.userID = user.rawValue
                    $0.fromIndex = UInt32(from)
                    $0.toIndex = UInt32(to)
                })
        case .seatLocked(let index): .seatLocked(.with { $0.index = UInt32(index) })
        case .seatUnlocked(let index): .seatUnlocked(.with { $0.index = UInt32(index) })
        case .roleChanged(let index, let user, let role):
            .roleChanged(
                .with {
                    $0.index = UInt32(index)
                    $0.userID = user.rawValue
                    $0.role = role.message
                })
        case .inviteCreated(let invite):
            .inviteCreated(.with { $0.invite = Roomkeeper_V1_Invite(invite) })
        case .inviteClosed(let id, let user, let end):
            .inviteClosed(
                .with {
                    $0.inviteID = id.rawValue
                    $0.userID = user.rawValue
                    $0.end = end.message
                })
        case .requestCreated(let request):
            .requestCreated(.with { $0.request = Roomkeeper_V1_SeatRequest(request) })
        case .requestClosed(let number, let user, let end):
            .requestClosed(
                .with {
                    $0.requestNo = number
                    $0.userID = user.rawValue
                    $0.end = end.message
                })
        default: nil
        }
    }

    /// `nil` for what is no event of the products.
    private static func productsMessage(of event: RoomEvent) -> OneOf_Event? {
        switch event {
        case .productAdded(let product, let position):
            .productAdded(
                .with {
                    $0.product = Roomkeeper_V1_Product(product)
                    $0.position = UInt32(position)
                })
        case .productRemoved(let id): .productRemoved(.with { $0.productID = id.rawValue })
        case .productMoved(let id, let position):
            .productMoved(
                .with {
                    $0.productID = id.rawValue
                    $0.position = UInt32(position)
                })
        case .productsReordered(let ids):
            .productsReordered(.with { $0.productIds = ids.map(\.rawValue) })
        case .productPinned(let id, let position):
            .productPinned(
                .with {
                    $0.productID = id.rawValue
                    $0.position = UInt32(position)
                })
        case .productUnpinned(let id): .productUnpinned(.with { $0.productID = id.rawValue })
        case .spotlightStarted(let spotlight):
            .spotlightStarted(.with { $0.spotlight = Roomkeeper_V1_Spotlight(spotlight) })
        case .spotlightEnded(let segment):
            .spotlightEnded(.with { $0.segment = Roomkeeper_V1_Segment(segment) })
        default: nil
        }
    }
}

extension Roomkeeper_V1_RoomCreated {
    fileprivate init(_ created: RoomEvent.Created) {
        self.init()
        self.uid = created.uid.description
        self.ownerID = created.ownerID.rawValue
        self.hostID = created.hostID.rawValue
        self.info = Roomkeeper_V1_RoomInfo(created.info)
        self.settings = Roomkeeper_V1_RoomSettings(created.settings)
    }
}

extension Roomkeeper_V1_UpdateInfo {
    fileprivate init(_ update: RoomOperation.UpdateInfo) {
        self.init()
        if let title = update.title { self.title = title }
        if let description = update.description { self.description_p = description }
        if let coverURI = update.coverURI { self.coverUri = coverURI }
        if let language = update.language { self.language = language }
        if let region = update.region { self.region = region }
        if let categories = update.categories { self.categories.values = categories }
        if let tags = update.tags { self.tags.values = tags }
        guard let labels = update.labels else { return }
        self.labels = Roomkeeper_V1_StringMap()
        for label in labels { self.labels.values[label.key] = label.value }
    }
}

extension RoomEvent.InviteEnd {
    fileprivate var message: Roomkeeper_V1_InviteEnd {
        switch self {
        case .accepted: .inviteAccepted
        case .declined: .inviteDeclined
        case .expired: .inviteExpired
        case .superseded: .inviteSuperseded
        case .cancelled: .inviteCancelled
        }
    }
}

extension RoomEvent.RequestEnd {
    fileprivate var message: Roomkeeper_V1_RequestEnd {
        switch self {
        case .approved: .requestApproved
        case .rejected: .requestRejected
        case .expired: .requestRanOut
        case .superseded: .requestSuperseded
        case .cancelled: .requestCancelled
        case .closedByMode: .requestClosedByMode
        }
    }
}
