/// Who is in the room: the seats, who is invited to one, and who asks for one.
package struct Stage: Equatable, Sendable {
    /// Seat 0 is the host's; the others are for guests.
    ///
    /// Never fewer or more than settings say.
    package var seats: [Seat]
    /// In the order they were made.
    package var invites: [Invite]
    /// In the order they were made, which is that of their numbers.
    package var requests: [SeatRequest] = []
    /// The number of the last request that was made, so that none is used twice.
    package var lastRequestNumber: UInt64 = 0

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

    /// A user asks for a seat, until `expiresAt`.
    package struct SeatRequest: Equatable, Sendable {
        /// Counts the requests of a room from 1.
        package var number: UInt64
        package var userID: UserID
        package var note: String
        package var createdAt: GroupTime
        package var expiresAt: GroupTime

        package init(number: UInt64, userID: UserID, note: String, createdAt: GroupTime) {
            self.number = number
            self.userID = userID
            self.note = note
            self.createdAt = createdAt
            self.expiresAt = createdAt.advanced(bySeconds: Limits.seatRequestSeconds)
        }
    }
}
