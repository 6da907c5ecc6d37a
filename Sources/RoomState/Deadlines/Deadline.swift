/// Something that happens to a room by itself once group time has come to it (rooms.md §2, Expiry).
///
/// It is due iff `group_time >= due_at`. All deadlines of a room follow from the room
/// (`Room.deadlines`); the table of deadlines only finds the earliest ones of all rooms.
package struct Deadline: Hashable, Sendable {
    package enum Kind: UInt8, Sendable, CaseIterable {
        /// An invitation runs out; the subject is the user's.
        case invite = 1
        /// A request for a seat runs out; the subject is the user's.
        case request = 2
        /// A paused room whose host was lost ends.
        case autoEnd = 3
        /// An ended room is deleted.
        case purge = 4

        /// Whether it waits for someone to come back, who may have been unable to: then it is not
        /// due before the liveness floor either.
        package var isOfLiveness: Bool { self == .autoEnd }

        /// The word of the protocol.
        package var code: String {
            switch self {
            case .invite: "INVITE"
            case .request: "REQUEST"
            case .autoEnd: "AUTO_END"
            case .purge: "PURGE"
            }
        }
    }

    package var dueAt: GroupTime
    package var roomID: RoomID
    package var kind: Kind
    /// `nil` when the room itself is the subject.
    package var subject: UserID?

    package init(dueAt: GroupTime, roomID: RoomID, kind: Kind, subject: UserID? = nil) {
        self.dueAt = dueAt
        self.roomID = roomID
        self.kind = kind
        self.subject = subject
    }
}

extension Deadline {
    /// When it is due; one of liveness no earlier than the floor.
    package func dueTime(livenessFloor: GroupTime) -> GroupTime {
        self.kind.isOfLiveness ? max(self.dueAt, livenessFloor) : self.dueAt
    }

    package func isDue(at time: GroupTime, livenessFloor: GroupTime) -> Bool {
        self.dueTime(livenessFloor: livenessFloor) <= time
    }
}

extension [Deadline] {
    /// The users whose invitations are among these.
    var invitees: [UserID] { self.filter { $0.kind == .invite }.compactMap(\.subject) }
}

/// The order in which deadlines take effect; that of their keys is the same.
extension Deadline: Comparable {
    package static func < (left: Deadline, right: Deadline) -> Bool {
        if left.dueAt != right.dueAt { return left.dueAt < right.dueAt }
        if left.roomID != right.roomID { return left.roomID < right.roomID }
        if left.kind != right.kind { return left.kind.rawValue < right.kind.rawValue }
        return left.subject?.rawValue ?? "" < right.subject?.rawValue ?? ""
    }
}
