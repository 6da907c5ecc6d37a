import Raft
import RoomReplica

/// The completions of callers that wait, by ticket; owned by the replica's thread.
struct WaitingCallers {
    // Structs and not tuples: a function within a tuple in a dictionary is wrapped in another.

    struct Proposal {
        let deadline: ContinuousClock.Instant
        let completion: ReplicaInput.ProposalCompletion
    }

    struct Read {
        let deadline: ContinuousClock.Instant
        let completion: ReplicaInput.ReadCompletion
    }

    struct Heartbeat {
        let deadline: ContinuousClock.Instant
        let completion: ReplicaInput.HeartbeatCompletion
    }

    struct Transfer {
        let target: NodeID
        let deadline: ContinuousClock.Instant
        let completion: ReplicaInput.TransferCompletion
    }

    var proposals: [UInt64: Proposal] = [:]
    var reads: [UInt64: Read] = [:]
    var heartbeats: [UInt64: Heartbeat] = [:]
    var transfers: [Transfer] = []

    mutating func completeTransfers(leader: NodeID) {
        for transfer in self.transfers where transfer.target == leader {
            transfer.completion(.success(leader))
        }
        self.transfers.removeAll { $0.target == leader }
    }

    mutating func expireTransfers(at now: ContinuousClock.Instant) {
        for transfer in self.transfers where transfer.deadline <= now {
            transfer.completion(
                .failure(.notReady(reason: "node \(transfer.target) did not take over in time")))
        }
        self.transfers.removeAll { $0.deadline <= now }
    }

    /// The node stops: nobody may be left waiting.
    mutating func failAll() {
        for proposal in self.proposals.values {
            proposal.completion(.failure(.outcomeUnknown(reason: "the node is stopping")))
        }
        for read in self.reads.values {
            read.completion(.failure(.shuttingDown))
        }
        for heartbeat in self.heartbeats.values {
            heartbeat.completion(.failure(.shuttingDown))
        }
        for transfer in self.transfers {
            transfer.completion(.failure(.shuttingDown))
        }
        self.proposals = [:]
        self.reads = [:]
        self.heartbeats = [:]
        self.transfers = []
    }
}
