import RoomProtocol
import SwiftProtobuf

/// A call that changes no room and is refused, and with which word: one line of the table of
/// `DoorQueryTests`.
struct DoorQuery: Sendable, CustomStringConvertible {
    typealias Request = Roomkeeper_V1_ClientEnvelope.OneOf_Request

    /// What the calls are about.
    struct Rooms: Sendable {
        /// Live, without a presence, of the host `quiet`.
        let live: String
        /// With a presence by heartbeats, but not started.
        let scheduled: String
        let ended: String
        /// Live, with a presence by heartbeats, of the host `tracked`.
        let tracked: String
        /// Eighteen answers with it would not fit one reply.
        let filled: String
        /// Its first changes are not kept any more.
        let loud: String
        /// Out of a list of the rooms with the tag `odd`.
        let pageToken: String
        /// Of the creation of `live`, and its deadline.
        let requestID: String
        let notAfter: Google_Protobuf_Timestamp
    }

    let call: String
    let reason: String
    /// The field that the error must name.
    let field: String?
    /// HTTP has words where the schema has numbers, and tells which words there are.
    let isNumbered: Bool
    let request: @Sendable (Rooms) -> Request

    var description: String {
        "\(self.call) → \(self.reason)" + (self.field.map { " of \($0)" } ?? "")
    }

    init(
        _ call: String, _ reason: String, field: String? = nil,
        _ request: @escaping @Sendable (Rooms) -> Request
    ) {
        self.call = call
        self.reason = reason
        self.field = field
        self.isNumbered = false
        self.request = request
    }

    /// A field at fault.
    init(
        _ call: String, field: String, isNumbered: Bool = false,
        _ request: @escaping @Sendable (Rooms) -> Request
    ) {
        self.call = call
        self.reason = "INVALID_FIELD"
        self.field = field
        self.isNumbered = isNumbered
        self.request = request
    }
}
