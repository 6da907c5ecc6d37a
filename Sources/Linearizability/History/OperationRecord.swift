/// One logical operation of one client: all repetitions of a request id are one.
package struct OperationRecord: Codable, Equatable, Sendable {
    /// A logical client, which has one operation at a time.
    package var process: Int
    package var kind: OperationKind
    /// Absent in histories of a single register.
    package var room: String?
    package var arguments: OperationArguments?
    /// When the first attempt was sent, in ns of one monotonic clock that all clients share.
    package var call: Int64
    /// When the client acted on the answer; absent while it runs.
    package var ret: Int64?
    package var outcome: OperationOutcome
    package var result: OperationResult?
    /// What was found out later about an unknown outcome.
    package var settled: Settlement?
    /// The request id.
    package var key: String?
    /// Who answered.
    package var node: String?
    package var mode: String?
    package var phase: String?

    private enum CodingKeys: String, CodingKey {
        case process
        case kind = "op"
        case room
        case arguments = "args"
        case call
        case ret
        case outcome
        case result
        case settled
        case key
        case node
        case mode
        case phase
    }

    package init(
        process: Int, kind: OperationKind, room: String?, call: Int64,
        outcome: OperationOutcome
    ) {
        self.process = process
        self.kind = kind
        self.room = room
        self.call = call
        self.outcome = outcome
    }

    /// A read that may be old, by its caller's own wish.
    package var isStale: Bool { self.mode == "stale" }

    /// Made after healing, to see how the run ended.
    package var isFinal: Bool { self.phase == "final" }

    package var isRead: Bool { self.kind == .read }
}
