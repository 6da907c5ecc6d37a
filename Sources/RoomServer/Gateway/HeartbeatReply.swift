import ByteCoding
import RoomMapping
package import RoomProtocol
import RoomReplica
import RoomState
import SwiftProtobuf

/// The answer to word of hosts, before it is spelled out.
///
/// Why a room takes no heartbeat is read from the room, so it is told on the door's thread.
package struct HeartbeatReply: Sendable {
    enum Answer: Sendable {
        /// Refused before the replica was told.
        case refused(Roomkeeper_V1_Error)
        case answered(Result<[HeartbeatResult], SubmitFailure>, [HostHeartbeat])
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
    /// To be called once, on a thread that may wait for the disk.
    package func resolve() -> Result<Roomkeeper_V1_HeartbeatResponse, Roomkeeper_V1_Error> {
        let result = self.result()
        self.gateway.ended(.heartbeat, result, self.started)
        return result
    }

    private func result() -> Result<Roomkeeper_V1_HeartbeatResponse, Roomkeeper_V1_Error> {
        switch self.answer {
        case .refused(let error): return .failure(error)
        case .answered(.failure(let failure), _):
            return .failure(self.gateway.readError(for: failure))
        case .answered(.success(let results), let heartbeats):
            invariant(
                results.count == heartbeats.count,
                "\(heartbeats.count) heartbeats were answered with \(results.count) results")
            var response = Roomkeeper_V1_HeartbeatResponse()
            response.groupTime = Google_Protobuf_Timestamp(self.gateway.replica.groupTime)
            do {
                for (heartbeat, result) in zip(heartbeats, results) {
                    response.items.append(try self.item(heartbeat, result))
                }
                return .success(response)
            } catch {
                return .failure(.stateUnreadable(error))
            }
        }
    }

    private func item(
        _ heartbeat: HostHeartbeat, _ result: HeartbeatResult
    ) throws(StateReadFailure) -> Roomkeeper_V1_HeartbeatItem {
        if case .present = result {
            return Roomkeeper_V1_HeartbeatItem(heartbeat, result, room: nil)
        }
        let (room, _) = try self.gateway.rooms.room(heartbeat.roomID)
        return Roomkeeper_V1_HeartbeatItem(heartbeat, result, room: room)
    }
}
