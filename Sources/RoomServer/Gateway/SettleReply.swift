import RoomMapping
package import RoomProtocol
import RoomReplica
import RoomState
import SwiftProtobuf

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
            var response = Roomkeeper_V1_SettleResponse()
            switch applied.outcome.result {
            case .applied(let receipt):
                response.applied = Roomkeeper_V1_MutateResponse(applied, receipt)
            case .rejected(let rejection) where rejection.isVoided:
                response.voided = Roomkeeper_V1_Voided()
            case .rejected(let rejection):
                // What is remembered was decided about the request; anything else is about the
                // question, such as that it came too late.
                let error = Roomkeeper_V1_Error(rejection)
                guard applied.outcome.replayed else { return .failure(error) }
                response.rejected = error
            }
            response.consistencyToken = ConsistencyToken(index: applied.index).text
            response.groupTime = Google_Protobuf_Timestamp(applied.groupTime)
            return .success(response)
        }
    }
}
