package import RoomProtocol
package import RoomReplica
package import RoomState
import SwiftProtobuf

extension Roomkeeper_V1_MutateResponse {
    /// What became of a command that was applied.
    package static func result(
        of applied: AppliedOutcome
    ) -> Result<Roomkeeper_V1_MutateResponse, Roomkeeper_V1_Error> {
        switch applied.outcome.result {
        case .applied(let receipt):
            return .success(Roomkeeper_V1_MutateResponse(applied, receipt))
        case .rejected(let rejection):
            var error = Roomkeeper_V1_Error(rejection)
            if applied.outcome.replayed {
                error.metadata["replayed"] = "true"
            }
            return .failure(error)
        }
    }

    package init(_ applied: AppliedOutcome, _ receipt: RoomReceipt) {
        self.init()
        self.roomID = receipt.roomID.rawValue
        self.uid = receipt.uid.description
        self.revision = receipt.revision
        self.changed = receipt.changed
        self.replayed = applied.outcome.replayed
        self.mintedIds = receipt.mintedIDs.map(\.rawValue)
        self.consistencyToken = ConsistencyToken(index: applied.index).text
        self.etag = receipt.etag.description
        self.groupTime = Google_Protobuf_Timestamp(applied.groupTime)
    }
}

extension WireWriter {
    /// The fields of a `MutateResponse`, byte for byte as that of the same outcome is encoded.
    package mutating func write(_ applied: AppliedOutcome, _ receipt: RoomReceipt) {
        self.text(1, receipt.roomID.rawValue)
        self.number(2, receipt.revision)
        self.flag(3, receipt.changed)
        self.flag(4, applied.outcome.replayed)
        self.delimited(5) { $0.digits(of: receipt.uid) }
        for id in receipt.mintedIDs { self.item(6, id.rawValue) }
        self.text(7, ConsistencyToken(index: applied.index).text)
        self.time(8, applied.groupTime)
        self.writeETag(9, receipt.etag)
    }
}
