/// What rooms are found by besides their id and their host, which has an index of its own.
///
/// An entry is a key without a value, `02 kind length value room id`, so the rooms of one value lie
/// side by side in the order of their ids. Ended rooms are found by state and owner only.
enum RoomIndex: UInt8, CaseIterable {
    case state = 2
    case region = 3
    case tag = 4
    case owner = 5
    case seated = 6
    case invited = 7
    case bag = 8
    case pinned = 9
    case spotlight = 10

    /// What a room is found by in this index, perhaps with repetitions.
    func values(of room: Room) -> [[UInt8]] {
        switch self {
        case .state: return [[room.head.state.rawValue]]
        case .owner: return [Array(room.head.ownerID.rawValue.utf8)]
        default: break
        }
        guard room.head.state != .ended else { return [] }
        switch self {
        case .state, .owner: return []
        case .region: return room.info.region.isEmpty ? [] : [Array(room.info.region.utf8)]
        case .tag: return room.info.tags.map { Array($0.utf8) }
        case .seated:
            return room.stage.seats.compactMap { seat in
                seat.occupant.map { Array($0.userID.rawValue.utf8) }
            }
        case .invited: return room.stage.invites.map { Array($0.userID.rawValue.utf8) }
        case .bag: return room.products.bag.map { Array($0.id.rawValue.utf8) }
        case .pinned: return room.products.pinned.map { Array($0.rawValue.utf8) }
        case .spotlight:
            return (room.products.spotlight?.productID).map { [Array($0.rawValue.utf8)] } ?? []
        }
    }

    /// The keys of all entries of a room, for a comparison with what is stored.
    static func allKeys(of room: Room) -> Set<[UInt8]> {
        var keys: Set<[UInt8]> = []
        for index in Self.allCases {
            for value in index.values(of: room) {
                keys.insert(index.key(value, room.id))
            }
        }
        return keys
    }

    func key(_ value: [UInt8], _ room: RoomID) -> [UInt8] {
        StateKey.indexPrefix(self, value) + room.utf8
    }
}
