import RoomProtocol
import SwiftProtobuf

/// Why one thing about a room is as it is.
struct RoomReason: Encodable, Equatable {
    /// `state`, `host`, `spotlight`, `pin ID`, `seat N`.
    var what: String
    /// What it is now.
    var value: String
    /// The change that made it so; `nil` when that is no longer kept.
    var change: Step?
    /// What led to that change, nearest first.
    var because: [Step] = []
    /// What the room itself still tells when the change is no longer kept; empty otherwise.
    var remembered = ""

    /// One change of the chain.
    struct Step: Encodable, Equatable {
        var revision: UInt64
        var time: String
        /// Empty unless a user asked for it.
        var actorId: String
        /// `COMMAND`, `EXPIRY`, `PRESENCE` or `OPERATOR`.
        var cause: String
        /// All that changed with it, in words.
        var events: [String]

        init(_ change: Roomkeeper_V1_Change) {
            self.revision = change.revision
            self.time = TimeText.text(change.groupTime)
            self.actorId = change.actorID
            self.cause = WireWord.name(change.cause)
            self.events = change.events.map { EventText.words(for: $0) }
        }
    }
}
