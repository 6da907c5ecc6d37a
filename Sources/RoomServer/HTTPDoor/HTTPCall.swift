import RoomState

/// One request of the HTTP door, whole, without a word of the server library.
package struct HTTPCall: Sendable {
    /// Who makes it.
    package var caller = Caller.insecure
    package var method: String
    /// As in the request line: the path and, after `?`, the query.
    package var target: String
    /// Header fields that the door reads.
    package var idempotencyKey: String?
    package var requestNotAfter: String?
    package var requestTimeout: String?
    package var ifMatch: String?
    package var ifNoneMatch: String?
    package var lastEventID: String?
    package var contentEncoding: String?
    package var body: [UInt8]

    package init(method: String, target: String, body: [UInt8] = []) {
        self.method = method
        self.target = target
        self.body = body
    }

    package static let idempotencyKeyField = "Idempotency-Key"
    package static let requestNotAfterField = "Request-Not-After"
    package static let requestTimeoutField = "Request-Timeout-Ms"
    package static let ifMatchField = "If-Match"
    package static let ifNoneMatchField = "If-None-Match"
    package static let lastEventIDField = "Last-Event-ID"
    package static let contentEncodingField = "Content-Encoding"

    /// Where each of them goes, by its name in small letters.
    static let fields: [String: any WritableKeyPath<HTTPCall, String?> & Sendable] = [
        Self.idempotencyKeyField.lowercased(): \.idempotencyKey,
        Self.requestNotAfterField.lowercased(): \.requestNotAfter,
        Self.requestTimeoutField.lowercased(): \.requestTimeout,
        Self.ifMatchField.lowercased(): \.ifMatch,
        Self.ifNoneMatchField.lowercased(): \.ifNoneMatch,
        Self.lastEventIDField.lowercased(): \.lastEventID,
        Self.contentEncodingField.lowercased(): \.contentEncoding,
    ]

    /// What comes before `?`.
    var path: Substring {
        self.target.prefix { $0 != "?" }
    }

    /// What comes after `?`; empty when there is none.
    var query: Substring {
        self.target.dropFirst(self.path.count).dropFirst()
    }

    /// - Throws: when the body is compressed, which no call of this door takes.
    func checkEncoding() throws(InvalidField) {
        guard let encoding = self.contentEncoding, encoding.lowercased() != "identity" else {
            return
        }
        throw InvalidField(
            field: Self.contentEncodingField, limit: "left out: bodies are not compressed",
            actual: QueryParameters.echoed(encoding))
    }
}
