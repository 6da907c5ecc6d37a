import RoomMapping
import RoomProtocol
import Watching

/// The answers of a watch as events that a browser's `EventSource` reads: an HTTP answer that goes
/// on until the watch or the reader ends it.
///
/// ```
/// id: resume token
/// event: snapshot | change | progress | left_filter | gone | error
/// data: a WatchResponse in JSON, or {"error": ...}
/// ```
package struct HTTPEvents: Equatable, Sendable {
    static let contentType = "text/event-stream"
    /// Sent at once, so that proxies and readers see the answer begin.
    static let greeting = Array(": watching\n\n".utf8)

    let watch: AsyncWatch

    package static func == (left: HTTPEvents, right: HTTPEvents) -> Bool {
        left.watch === right.watch
    }

    /// What is written next, and whether it is the last.
    package func next() async -> (bytes: [UInt8], isLast: Bool) {
        switch await self.watch.next() {
        case .success(let updates):
            (updates.flatMap { Self.event($0) }, false)
        case .failure(let error):
            (Self.event(error), true)
        }
    }

    package func cancel() {
        self.watch.cancel()
    }

    private static func event(_ update: WatchUpdate) -> [UInt8] {
        let answer = HTTPAnswer.message(update.message())
        // A message without a JSON form is a fault of ours; its answer says so.
        let kind = answer.status == 200 ? update.kind.rawValue : "error"
        return Self.event(kind, id: update.tokenText, data: answer.body)
    }

    private static func event(_ error: Roomkeeper_V1_Error) -> [UInt8] {
        Self.event(
            "error", id: error.metadata[Watcher.tokenKey], data: HTTPAnswer.error(error).body)
    }

    /// - Parameter data: one line of JSON, with its newline.
    private static func event(_ kind: String, id: String?, data: [UInt8]) -> [UInt8] {
        let id = id.map { "id: \($0)\n" } ?? ""
        return Array("\(id)event: \(kind)\ndata: ".utf8) + data + [0x0a]
    }
}
