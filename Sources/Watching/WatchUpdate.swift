package import RoomProtocol
import SwiftProtobuf

/// What a watch tells next: the bytes of a `WatchResponse`, many of them shared with other watches,
/// and the token that goes with it for this one.
package struct WatchUpdate: Equatable, Sendable {
    package enum Kind: String, Sendable {
        case snapshot
        case change
        case progress
        case leftFilter = "left_filter"
        case gone
    }

    package var kind: Kind
    /// A `WatchResponse` without its resume token.
    package var body: [UInt8]
    /// In ASCII.
    package var token: [UInt8]

    package var tokenText: String { String(decoding: self.token, as: UTF8.self) }

    /// The whole message, for doors whose libraries take nothing else.
    package func message() -> Roomkeeper_V1_WatchResponse {
        do {
            var message = try Roomkeeper_V1_WatchResponse(serializedBytes: self.body)
            message.resumeToken = self.tokenText
            return message
        } catch {
            fatalError("a watch's own answer does not decode: \(error)")
        }
    }
}
