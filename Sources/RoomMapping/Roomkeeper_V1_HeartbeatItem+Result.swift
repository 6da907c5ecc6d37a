package import RoomProtocol
package import RoomReplica
package import RoomState

extension Roomkeeper_V1_HeartbeatItem {
    /// What became of word that a host is there.
    ///
    /// - Parameter room: as it is known here; it tells why it takes no heartbeat. The leader may be
    ///   ahead of it, so the leader's word counts.
    package init(_ heartbeat: HostHeartbeat, _ result: HeartbeatResult, room: Room?) {
        self.init()
        self.roomID = heartbeat.roomID.rawValue
        switch result {
        case .present(let ttlSeconds):
            self.present.presenceTtlSeconds = UInt32(ttlSeconds)
        case .lost:
            self.error = .hostIsLost(heartbeat)
        case .notHost, .notTracked:
            let refusal = HeartbeatRefusal(of: heartbeat.userID, in: room)
            self.error = .refused(heartbeat, refusal ?? .notHost)
        }
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
