/// Who is in the room: the seats, and who is invited to one.
package struct Stage: Equatable, Sendable {
    /// Seat 0 is the host's; the others are for guests.
    ///
    /// Never fewer or more than settings say.
    package var seats: [Seat]
    /// In the order they were made.
    package var invites: [Invite]

    package init(guestSeats: Int) {
        self.seats = Array(repeating: Seat(), count: 1 + guestSeats)
        self.invites = []
    }

    init(seats: [Seat], invites: [Invite]) {
        self.seats = seats
        self.invites = invites
    }

    /// A numbered place; its number is its position in `seats`.
    package struct Seat: Equatable, Sendable {
        package var isLocked = false
        package var occupant: Occupant?

        package init() {}
    }

    /// The user on a seat.
    package struct Occupant: Equatable, Sendable {
        package var userID: UserID
        package var role: Role
        package var joinedAt: GroupTime
        package var joinedRevision: UInt64

        package init(
            userID: UserID, role: Role, joinedAt: GroupTime, joinedRevision: UInt64
        ) {
            self.userID = userID
            self.role = role
            self.joinedAt = joinedAt
            self.joinedRevision = joinedRevision
        }
    }

    package enum Role: UInt8, Sendable, CaseIterable {
        case host = 1
        case coHost = 2
        case guest = 3
    }

    /// An offer of a seat that ends at `expiresAt`.
    package struct Invite: Equatable, Sendable {
        package var id: MintedID
        package var userID: UserID
        package var role: Role
        /// `nil`: the lowest free seat at the time of acceptance.
        package var seatIndex: Int?
        /// `nil`: the calling service.
        package var invitedBy: UserID?
        package var createdAt: GroupTime
        package var expiresAt: GroupTime

        package init(id: MintedID, userID: UserID, role: Role, createdAt: GroupTime) {
            self.id = id
            self.userID = userID
            self.role = role
            self.seatIndex = nil
            self.invitedBy = nil
            self.createdAt = createdAt
            self.expiresAt = createdAt
        }
    }
}
