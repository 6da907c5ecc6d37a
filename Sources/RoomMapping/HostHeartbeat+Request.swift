package import RoomProtocol
package import RoomReplica
package import RoomState

extension HostHeartbeat {
    package static func all(
        of request: Roomkeeper_V1_HeartbeatRequest
    ) throws(InvalidField) -> [HostHeartbeat] {
        let allowed = 1...Limits.presencesPerCall
        guard allowed.contains(request.presences.count) else {
            throw InvalidField(
                field: "presences", limit: "\(allowed.lowerBound) to \(allowed.upperBound) hosts",
                actual: "\(request.presences.count)")
        }
        var heartbeats: [HostHeartbeat] = []
        heartbeats.reserveCapacity(request.presences.count)
        for (index, presence) in request.presences.enumerated() {
            heartbeats.append(
                HostHeartbeat(
                    roomID: try RoomID(presence.roomID, field: "presences[\(index)].room_id"),
                    userID: try UserID(presence.userID, field: "presences[\(index)].user_id")))
        }
        return heartbeats
    }
}
