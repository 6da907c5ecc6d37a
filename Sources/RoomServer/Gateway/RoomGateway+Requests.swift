import RoomMapping
package import RoomProtocol
import RoomReplica
import RoomState

extension RoomGateway {
    /// Asks what became of a request, and makes it certain.
    ///
    /// - Parameter caller: The authenticated service; only its own requests are found.
    package func settle(
        _ request: Roomkeeper_V1_SettleRequest, caller: String, deadline: ContinuousClock.Instant,
        completion: @escaping @Sendable (SettleReply) -> Void
    ) {
        let started = ContinuousClock.now
        guard self.admit() else {
            return completion(SettleReply(self, .refused(self.overloaded()), started))
        }
        let settlement: Settlement
        do {
            settlement = try Settlement(request, caller: caller)
            try settlement.validate()
        } catch {
            self.release()
            return completion(SettleReply(self, .refused(Roomkeeper_V1_Error(error)), started))
        }
        self.replica.propose(settlement.encoded(), deadline: deadline) { result in
            self.release()
            completion(SettleReply(self, .answered(result), started))
        }
    }

    /// Tells the leader that hosts are there.
    package func heartbeat(
        _ request: Roomkeeper_V1_HeartbeatRequest, deadline: ContinuousClock.Instant,
        completion: @escaping @Sendable (HeartbeatReply) -> Void
    ) {
        let started = ContinuousClock.now
        guard self.admit() else {
            return completion(HeartbeatReply(self, .refused(self.overloaded()), started))
        }
        let heartbeats: [HostHeartbeat]
        do {
            heartbeats = try HostHeartbeat.all(of: request)
        } catch {
            self.release()
            return completion(HeartbeatReply(self, .refused(Roomkeeper_V1_Error(error)), started))
        }
        self.replica.heartbeat(heartbeats, deadline: deadline) { result in
            self.release()
            completion(HeartbeatReply(self, .answered(result, heartbeats), started))
        }
    }
}
