package import RoomProtocol
package import RoomReplica
package import RoomState
import SwiftProtobuf

extension Roomkeeper_V1_MutateResponse {
    /// What a command that took effect answers.
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
