/// In which indexes a room may be found by something else than what is stored.
struct DirtyIndexes: OptionSet {
    let rawValue: UInt16

    static let state = DirtyIndexes(.state)
    static let region = DirtyIndexes(.region)
    static let tag = DirtyIndexes(.tag)
    static let seated = DirtyIndexes(.seated)
    static let invited = DirtyIndexes(.invited)
    static let bag = DirtyIndexes(.bag)
    static let pinned = DirtyIndexes(.pinned)
    static let spotlight = DirtyIndexes(.spotlight)
    static let all = DirtyIndexes(rawValue: .max)

    init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    private init(_ index: RoomIndex) {
        self.rawValue = 1 << UInt16(index.rawValue)
    }

    func contains(_ index: RoomIndex) -> Bool {
        self.contains(DirtyIndexes(index))
    }
}

extension RoomEvent {
    /// The indexes in which the event changes what its room is found by.
    var indexes: DirtyIndexes {
        switch self {
        case .roomCreated, .roomEnded, .roomPurged: .all
        case .roomStarted, .roomPaused, .roomResumed: .state
        case .infoUpdated(let update):
            (update.region == nil ? [] : DirtyIndexes.region)
                .union(update.tags == nil ? [] : .tag)
        case .settingsUpdated, .hostChanged, .seatMoved, .seatLocked, .seatUnlocked, .roleChanged,
            .requestCreated, .requestClosed, .productMoved, .productsReordered:
            []
        case .seatTaken, .seatLeft: .seated
        case .inviteCreated, .inviteClosed: .invited
        case .productAdded, .productRemoved: .bag
        case .productPinned, .productUnpinned: .pinned
        case .spotlightStarted, .spotlightEnded: .spotlight
        }
    }
}
