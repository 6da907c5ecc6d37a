/// Counts what the gateway answers.
///
/// Metrics implements it; it must not block.
package protocol GatewayObserver: Sendable {
    /// Called once for each request that is answered.
    ///
    /// A client that went away gets no answer, so
    /// its requests may not be told.
    func requestEnded(_ request: GatewayRequest, as result: GatewayResult, after elapsed: Duration)
}

/// The calls that the gateway serves, on whatever door they came.
package enum GatewayRequest: String, CaseIterable, Sendable {
    case mutate
    case getRoom = "get_room"
    case settle
    case heartbeat
    case batchGetRooms = "batch_get_rooms"
    case listRooms = "list_rooms"
    case findRooms = "find_rooms"
    case listRoomEvents = "list_room_events"
    case listDeadlines = "list_deadlines"
    case nodeStatus = "node_status"
    case transferLeadership = "transfer_leadership"
    case changeMembership = "change_membership"
    case beginBackup = "begin_backup"
    case readBackup = "read_backup"
    case endBackup = "end_backup"
}

/// How a call ended, for a metric's label.
package enum GatewayResult: String, CaseIterable, Sendable {
    case ok
    /// The request itself is not of the agreed shape; nothing was proposed.
    case invalid
    /// A rule of rooms said no, or there is no such room.
    case rejected
    /// Not accepted now: no quorum, a full queue, a node that stops, a deadline.
    case refused
    /// It may have taken effect, now or later.
    case unknown
    /// This node failed.
    case failed
}
