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
        var item = Roomkeeper_V1_HeartbeatItem()
        item.roomID = heartbeat.roomID.rawValue
        switch result {
        case .present(let ttlSeconds):
            item.present.presenceTtlSeconds = UInt32(ttlSeconds)
        case .lost:
            item.error = .hostIsLost(heartbeat)
        case .notHost, .notTracked:
            let (room, _) = try self.gateway.rooms.room(heartbeat.roomID)
            // The leader may be ahead of what this node has applied; its word counts.
            let refusal = HeartbeatRefusal(of: heartbeat.userID, in: room)
            item.error = .refused(heartbeat, refusal ?? .notHost)
        }
        return item
    }
}

extension Roomkeeper_V1_Error {
    fileprivate static func hostIsLost(_ heartbeat: HostHeartbeat) -> Roomkeeper_V1_Error {
        Roomkeeper_V1_Error(
            reason: "HOST_LOST",
            message: "it came too late: that the host of room \(heartbeat.roomID) is lost is being "
                + "recorded; resume the room when it is paused",
            status: .failedPrecondition, metadata: ["room_id": heartbeat.roomID.rawValue])
    }

    fileprivate static func refused(
        _ heartbeat: HostHeartbeat, _ refusal: HeartbeatRefusal
    ) -> Roomkeeper_V1_Error {
        let room = heartbeat.roomID.rawValue
        var error: Roomkeeper_V1_Error
        switch refusal {
        case .roomNotFound: return .roomNotFound(room)
        case .roomEnded: error = Roomkeeper_V1_Error(RoomRejection(.roomEnded))
        case .roomNotLive(let state):
            error = Roomkeeper_V1_Error(
                RoomRejection(.roomNotLive, details: [.init("state", state.code)]))
        case .notByHeartbeat:
            error = Roomkeeper_V1_Error(
                reason: "PRESENCE_NOT_TRACKED",
                message: "room \(room) keeps no presence by heartbeats; set its presence_mode to "
                    + "HEARTBEAT", status: .failedPrecondition)
        case .notHost:
            error = Roomkeeper_V1_Error(
                reason: "NOT_THE_HOST",
                message: "\(heartbeat.userID) does not host room \(room); only the host counts",
                status: .failedPrecondition, metadata: ["user_id": heartbeat.userID.rawValue])
        }
        error.metadata["room_id"] = room
        return error
    }
}
