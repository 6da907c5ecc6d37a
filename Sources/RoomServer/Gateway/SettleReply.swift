import RoomMapping
package import RoomProtocol
import RoomReplica
import RoomState

/// The answer to the question what became of a request, before it is spelled out.
package struct SettleReply: Sendable {
    enum Answer: Sendable {
        /// Refused before anything was proposed.
        case refused(Roomkeeper_V1_Error)
        case answered(Result<AppliedOutcome, SubmitFailure>)
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
    package func resolve() -> Result<Roomkeeper_V1_SettleResponse, Roomkeeper_V1_Error> {
        let result = self.result()
        self.gateway.ended(.settle, result, self.started)
        return result
    }

    private func result() -> Result<Roomkeeper_V1_SettleResponse, Roomkeeper_V1_Error> {
        switch self.answer {
        case .refused(let error): return .failure(error)
        case .answered(.failure(let failure)):
            return .failure(self.gateway.error(for: failure))
        case .answered(.success(let applied)):
            return Roomkeeper_V1_SettleResponse.result(of: applied)
        }
    }
}
