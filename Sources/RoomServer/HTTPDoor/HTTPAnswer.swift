import RoomProtocol
import SwiftProtobuf

/// One response of the HTTP door, without a word of the server library.
package struct HTTPAnswer: Equatable, Sendable {
    package var status: Int
    package var contentType: String
    /// Seconds, for the header field of that name.
    package var retryAfter: String?
    /// The methods to use instead, for the header field of that name.
    package var allow: String?
    /// The room that was read or changed, in quotes, for the header field of that name.
    package var etag: String?
    /// The path of a room that was created, for the header field of that name.
    package var location: String?
    package var body: [UInt8]
    /// What follows the body, as it happens.
    package var events: HTTPEvents?

    static let json = "application/json"

    init(status: Int, contentType: String, body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    static func text(
        _ text: String, contentType: String = "text/plain; charset=utf-8"
    )
        -> HTTPAnswer
    {
        HTTPAnswer(status: 200, contentType: contentType, body: Array(text.utf8))
    }

    /// The reader has the room of this etag already.
    static func notModified(etag: String) -> HTTPAnswer {
        var answer = HTTPAnswer(status: 304, contentType: Self.json, body: [])
        answer.etag = etag
        return answer
    }

    /// A message in the protobuf mapping to JSON, with a newline for those who type commands.
    static func message(_ message: some Message) -> HTTPAnswer {
        do {
            let json = try MessageJSON.encode(message)
            return HTTPAnswer(status: 200, contentType: Self.json, body: json + [0x0a])
        } catch {
            return .error(.unwritable(error))
        }
    }

    /// `{"error": {...}}`, the shape of every failure of this door.
    ///
    /// - Parameter status: Where HTTP has a word of its own (404, 405, 413); otherwise the status
    ///   of the error says it.
    static func error(_ error: Roomkeeper_V1_Error, status: Int? = nil) -> HTTPAnswer {
        let json: [UInt8]
        do {
            json = try MessageJSON.encode(error)
        } catch {
            // Strings, numbers and known words always have a JSON form.
            json = Array("{}".utf8)
        }
        let body = Array(#"{"error":"#.utf8) + json + Array("}\n".utf8)
        var answer = HTTPAnswer(
            status: status ?? error.status.httpStatus, contentType: Self.json, body: body)
        if error.retryAfterMs > 0 {
            // Seconds are all that HTTP can say; the exact time is in the body.
            answer.retryAfter = String((error.retryAfterMs + 999) / 1000)
        }
        return answer
    }
}
