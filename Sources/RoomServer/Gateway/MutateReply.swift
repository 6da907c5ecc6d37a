import RoomMapping
package import RoomProtocol
import RoomReplica
import RoomState

/// The answer to a mutation, before it is spelled out.
package struct MutateReply: Sendable {
    enum Answer: Sendable {
        /// Refused before anything was proposed, or of unknown effect.
        indirect case failed(Roomkeeper_V1_Error)
        case answered(Result<AppliedOutcome, SubmitFailure>)
        /// A dry run.
        indirect case validated(Result<Roomkeeper_V1_MutateResponse, Roomkeeper_V1_Error>)
    }

    private let gateway: RoomGateway
    private let answer: Answer
    private let started: ContinuousClock.Instant

    init(_ gateway: RoomGateway, _ answer: Answer, _ started: ContinuousClock.Instant) {
        self.gateway = gateway
        self.answer = answer
        self.started = started
    }

    /// The response or the error.
    ///
    /// To be called once, on a thread that may take its time.
    package func resolve() -> Result<Roomkeeper_V1_MutateResponse, Roomkeeper_V1_Error> {
        let result = self.result()
        switch result {
        case .success: self.gateway.ended(.mutate, .ok, self.started)
        case .failure(let error):
            self.gateway.ended(.mutate, error.gatewayResult, self.started)
        }
        return result
    }

    /// What was applied, where it was: the response without its message.
    ///
    /// When it is `nil`, `resolve` has to be called, and otherwise not.
    func applied() -> (outcome: AppliedOutcome, receipt: RoomReceipt)? {
        guard case .answered(.success(let outcome)) = self.answer,
            case .applied(let receipt) = outcome.outcome.result
        else { return nil }
        self.gateway.ended(.mutate, .ok, self.started)
        return (outcome, receipt)
    }

    private func result() -> Result<Roomkeeper_V1_MutateResponse, Roomkeeper_V1_Error> {
        switch self.answer {
        case .failed(let error): return .failure(error)
        case .validated(let result): return result
        case .answered(.failure(let failure)):
            return .failure(self.gateway.error(for: failure))
        case .answered(.success(let applied)):
            return Roomkeeper_V1_MutateResponse.result(of: applied)
        }
    }
}
