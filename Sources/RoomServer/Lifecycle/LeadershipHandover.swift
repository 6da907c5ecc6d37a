package import Raft
package import RoomReplica

/// Hands the leadership over before a polite stop, so that the stop costs no election.
package enum LeadershipHandover {
    /// How the handover ended.
    package enum Outcome: Equatable, Sendable {
        /// This node led nobody, or is alone.
        case notNeeded
        case handedOver(to: NodeID)
        /// The others hold an election instead, one election timeout later.
        case failed(SubmitFailure)
    }

    /// Asks `replica` to hand over to the member with the longest log, and waits at most `limit`.
    package static func perform(
        _ replica: any ReplicaService, within limit: Duration
    ) async -> Outcome {
        let raft = replica.status.raft
        guard raft.role == .leader, raft.membership.voters.count > 1 else { return .notNeeded }
        let result = await withCheckedContinuation { continuation in
            replica.transferLeadership(to: nil, deadline: .now.advanced(by: limit)) { result in
                continuation.resume(returning: result)
            }
        }
        switch result {
        case .success(let leader): return .handedOver(to: leader)
        case .failure(let failure): return .failed(failure)
        }
    }
}
