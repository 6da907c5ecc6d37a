package import Linearizability
package import RoomClient

/// What is known of one change after each answer to it, and whether it is sent again.
package struct ChangeAttempts: Sendable {
    /// How often a change is sent, at most, always under one request id.
    package static let most = 3

    private let kind: OperationKind
    /// Whether a refusal without effect is believed at once.
    ///
    /// Most clients send the change again, and the success that follows hides whether the refusal
    /// was true. Of one that is believed, no effect may ever be seen.
    package let believesRefusals: Bool
    private var attempts = 0
    private var mayHaveHappened = false
    package private(set) var outcome = OperationOutcome.unknown
    package private(set) var result: OperationResult?

    package init(_ kind: OperationKind, believesRefusals: Bool) {
        self.kind = kind
        self.believesRefusals = believesRefusals
    }

    /// Takes the answer to an attempt.
    ///
    /// - Returns: whether the change is to be sent again.
    package mutating func heard(_ answer: MutationOutcome) -> Bool {
        self.attempts += 1
        switch answer {
        case .ok(let response):
            (self.outcome, self.result) = RoomAnswer.outcome(of: self.kind, response)
            return false
        case .rejected(let error):
            // The state machine's own word stands for all attempts; any other refusal is about
            // this attempt alone.
            if let code = RoomAnswer.code(error.reason) {
                self.outcome = .fail
                self.result = OperationResult(code: code)
                return false
            }
            guard !self.mayHaveHappened else { break }
            if self.believesRefusals || self.attempts == Self.most {
                self.outcome = .fail
                return false
            }
        case .unknown:
            self.mayHaveHappened = true
        }
        return self.attempts < Self.most
    }
}
