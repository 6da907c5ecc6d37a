package import RoomProtocol
package import RoomReplica
import RoomState
import SwiftProtobuf

extension Roomkeeper_V1_SettleResponse {
    /// What became of a request, as its settlement found it.
    package static func result(
        of applied: AppliedOutcome
    ) -> Result<Roomkeeper_V1_SettleResponse, Roomkeeper_V1_Error> {
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
