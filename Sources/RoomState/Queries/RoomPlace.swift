package import ByteCoding

/// Who or what a room is found by.
package enum RoomPlace: Equatable, Sendable {
    /// The host of a LIVE, PAUSED or SUSPENDED room: one room at most.
    case host(UserID)
    case seated(UserID)
    case invited(UserID)
    case bag(ProductID)
    case pinned(ProductID)
    case spotlight(ProductID)

    /// For page tokens: equal for equal places, and in practice for no others.
    package var hash: StableHash { StableHash(of: self.prefix) }

    var prefix: [UInt8] {
        switch self {
        case .host(let user): StateKey.host(user)
        case .seated(let user): StateKey.indexPrefix(.seated, Array(user.rawValue.utf8))
        case .invited(let user): StateKey.indexPrefix(.invited, Array(user.rawValue.utf8))
        case .bag(let id): StateKey.indexPrefix(.bag, Array(id.rawValue.utf8))
        case .pinned(let id): StateKey.indexPrefix(.pinned, Array(id.rawValue.utf8))
        case .spotlight(let id): StateKey.indexPrefix(.spotlight, Array(id.rawValue.utf8))
        }
    }
}
