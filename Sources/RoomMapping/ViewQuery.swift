package import RoomProtocol
package import RoomReplica
package import RoomState
import SwiftProtobuf

/// A question about the rooms as they are at one moment, checked and ready to be answered.
///
/// It is answered from a view of the state database, and bounds what it reads.
package protocol ViewQuery: Sendable {
    associatedtype Response: Sendable

    var terms: ReadTerms { get }

    /// - Parameter served: goes into the answer.
    func answer(
        in view: some StateReader, _ served: Served
    ) throws(StateReadFailure) -> Result<Response, Roomkeeper_V1_Error>
}

/// What an answer is read from.
package struct Served: Sendable {
    /// What the view that is read holds.
    package let applied: AppliedState
    /// Group time when the leave to read was given, or later.
    package let groupTime: GroupTime
    /// The same as it is told.
    package let message: Roomkeeper_V1_Served

    /// - Parameters:
    ///   - level: what was asked for.
    ///   - groupTime: as the leave to read has it; that of the view may be newer.
    ///   - node: who answers.
    package init(
        _ applied: AppliedState, level: Roomkeeper_V1_ReadLevel, groupTime: GroupTime, node: UInt64
    ) {
        self.applied = applied
        self.groupTime = max(groupTime, applied.groupTime)
        var message = Roomkeeper_V1_Served()
        message.readLevel = level
        message.nodeID = node
        message.consistencyToken = ConsistencyToken(index: applied.index).text
        message.groupTime = Google_Protobuf_Timestamp(self.groupTime)
        self.message = message
    }
}
