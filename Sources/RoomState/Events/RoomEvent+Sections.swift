extension RoomEvent {
    /// The parts of a room that have a revision of their own; the head has the room's.
    enum Section {
        case all
        case head
        case info
        case stage
        case products
        case stageAndProducts
    }

    var section: Section {
        switch self {
        case .roomCreated: .all
        case .roomStarted, .roomPaused, .roomResumed, .roomPurged, .hostChanged: .head
        case .roomEnded: .stageAndProducts
        // The stage is revised too when the number of seats changes: see `Room.apply`.
        case .infoUpdated, .settingsUpdated: .info
        case .seatTaken, .seatLeft, .seatMoved, .seatLocked, .seatUnlocked, .roleChanged,
            .inviteCreated, .inviteClosed, .requestCreated, .requestClosed:
            .stage
        case .productAdded, .productRemoved, .productMoved, .productsReordered, .productPinned,
            .productUnpinned, .spotlightStarted, .spotlightEnded:
            .products
        }
    }

    /// The records to write, besides the head, which every change rewrites.
    var records: DirtyRecords {
        switch self {
        case .roomCreated: .all
        case .roomStarted, .roomPaused, .roomResumed, .roomPurged, .hostChanged: []
        case .roomEnded: [.stage, .requests, .showcase]
        case .infoUpdated: .profile
        case .settingsUpdated: [.profile, .stage]
        case .seatTaken, .seatLeft, .seatMoved, .seatLocked, .seatUnlocked, .roleChanged,
            .inviteCreated, .inviteClosed:
            .stage
        case .requestCreated, .requestClosed: .requests
        case .productAdded, .productRemoved, .productMoved, .productsReordered: .bagOrder
        case .productPinned, .productUnpinned, .spotlightStarted: .showcase
        case .spotlightEnded: [.showcase, .segments]
        }
    }

    /// The product whose own record is to be written or deleted.
    var touchedProduct: ProductID? {
        switch self {
        case .productAdded(let product, _): product.id
        case .productRemoved(let id): id
        default: nil
        }
    }
}

/// Which of a room's records differ from what is stored.
struct DirtyRecords: OptionSet {
    let rawValue: UInt8

    static let profile = DirtyRecords(rawValue: 1)
    static let stage = DirtyRecords(rawValue: 2)
    static let bagOrder = DirtyRecords(rawValue: 4)
    static let showcase = DirtyRecords(rawValue: 8)
    static let segments = DirtyRecords(rawValue: 16)
    static let requests = DirtyRecords(rawValue: 32)
    static let all: DirtyRecords = [.profile, .stage, .bagOrder, .showcase, .segments, .requests]
}
