import ByteCoding
import Raft
import RoomMapping
package import RoomProtocol
import RoomReplica
import RoomState
import SwiftProtobuf

extension RoomGateway {
    /// How this node sees itself and the cluster.
    ///
    /// It waits for nothing.
    package func nodeStatus() -> Roomkeeper_V1_NodeStatusResponse {
        let started = ContinuousClock.now
        defer { self.ended(.nodeStatus, .ok, started) }
        let status = self.replica.status
        let raft = status.raft
        var response = Roomkeeper_V1_NodeStatusResponse()
        response.clusterID = status.identity.cluster.description
        response.nodeID = status.identity.node.rawValue
        response.storeID = status.identity.store.description
        response.version = self.options.version
        response.role =
            raft.membership.learners.contains(raft.node) ? "learner" : raft.role.rawValue
        response.term = raft.term.rawValue
        response.votedFor = raft.votedFor?.rawValue ?? 0
        response.leaderID = raft.leader?.rawValue ?? 0
        response.firstIndex = raft.truncatedIndex.next.rawValue
        response.lastIndex = raft.lastIndex.rawValue
        response.commitIndex = raft.commitIndex.rawValue
        response.appliedIndex = status.appliedIndex.rawValue
        response.durableIndex = raft.durableIndex.rawValue
        response.stateDigest = status.stateDigest.description
        response.groupTime = Google_Protobuf_Timestamp(self.replica.groupTime)
        response.ready = status.isReady
        response.notReadyReason = status.notReadyReason ?? ""
        response.members = raft.membership.members.map { Self.member($0, raft, status.snapshots) }
        response.rooms = self.rooms.roomCount
        response.membershipIndex = raft.membershipIndex.rawValue
        response.membershipChanging =
            raft.membership.isJoint || raft.membershipIndex > raft.commitIndex
        response.featureLevel = UInt32(status.featureLevel.rawValue)
        response.understoodFeatureLevel = UInt32(status.understoodLevel.rawValue)
        response.removedNodeIds = raft.membership.removed.map(\.rawValue)
        response.alarm = status.alarm ?? ""
        response.digests = status.digests.map(Self.digest)
        response.wallClock = Google_Protobuf_Timestamp(
            milliseconds: UInt64(max(0, WallClockTime.now().milliseconds)))
        let disk = self.options.disk()
        response.diskFreeBytes = disk.freeBytes ?? 0
        response.logSyncP99Us = UInt64(disk.slowSyncMicroseconds ?? 0)
        if let certificate = self.options.certificate() {
            response.certificateExpires = Google_Protobuf_Timestamp(
                milliseconds: certificate.expiry)
            response.certificateProblem = certificate.problem ?? ""
        }
        return response
    }

    /// What the native door answers to a client's hello.
    package func serverHello() -> Roomkeeper_V1_ServerHello {
        let status = self.replica.status
        var hello = Roomkeeper_V1_ServerHello()
        hello.protocolVersion = NativeDoor.protocolVersion
        hello.clusterID = status.identity.cluster.description
        hello.nodeID = status.identity.node.rawValue
        hello.leaderID = status.raft.leader?.rawValue ?? 0
        hello.groupTime = Google_Protobuf_Timestamp(self.replica.groupTime)
        hello.endpoints = status.raft.membership.members.map(\.nativeEndpoint)
            .filter { !$0.isEmpty }
        return hello
    }

    /// `nil` when the node serves; otherwise why not, in words.
    package var notReadyReason: String? { self.replica.status.notReadyReason }

    /// Hands the leadership to a voter, or to the one with the longest log.
    package func transferLeadership(
        _ request: Roomkeeper_V1_TransferLeadershipRequest, deadline: ContinuousClock.Instant,
        completion:
            @escaping @Sendable (
                Result<Roomkeeper_V1_TransferLeadershipResponse, Roomkeeper_V1_Error>
            ) -> Void
    ) {
        let started = ContinuousClock.now
        let target = request.nodeID == 0 ? nil : NodeID(request.nodeID)
        if let target, !self.replica.status.raft.membership.isVoter(target) {
            self.ended(.transferLeadership, .invalid, started)
            let fault = InvalidField(
                field: "node_id", limit: "0 or the id of a voter of the cluster",
                actual: "\(target)")
            return completion(.failure(Roomkeeper_V1_Error(fault)))
        }
        self.replica.transferLeadership(to: target, deadline: deadline) { result in
            switch result {
            case .success(let leader):
                var response = Roomkeeper_V1_TransferLeadershipResponse()
                response.nodeID = leader.rawValue
                self.ended(.transferLeadership, .ok, started)
                completion(.success(response))
            case .failure(let failure):
                let error = self.error(for: failure)
                self.ended(.transferLeadership, error.gatewayResult, started)
                completion(.failure(error))
            }
        }
    }

    private static func digest(_ report: DigestReport) -> Roomkeeper_V1_StateDigest {
        var digest = Roomkeeper_V1_StateDigest()
        digest.appliedIndex = report.index.rawValue
        digest.stateDigest = report.digest.description
        return digest
    }

    private static func member(
        _ member: Member, _ raft: RaftStatus, _ snapshots: [SnapshotDelivery]
    ) -> Roomkeeper_V1_MemberStatus {
        var status = Roomkeeper_V1_MemberStatus()
        status.nodeID = member.node.rawValue
        status.state = raft.membership.isVoter(member.node) ? "voter" : "learner"
        status.peerEndpoint = member.peerEndpoint
        status.nativeEndpoint = member.nativeEndpoint
        status.grpcEndpoint = member.grpcEndpoint
        status.httpEndpoint = member.httpEndpoint
        if raft.role == .leader {
            let peer = raft.peers.first { $0.node == member.node }
            let isSelf = member.node == raft.node
            status.matchIndex =
                isSelf ? raft.durableIndex.rawValue : peer?.matchIndex.rawValue ?? 0
            status.answering = isSelf || peer?.isAnswering == true
            status.needsSnapshot = peer?.needsSnapshot == true
            let snapshot = snapshots.first { $0.node == member.node }
            status.snapshotBytes = snapshot?.bytes ?? 0
            status.snapshotStoredBytes = snapshot?.storedBytes ?? 0
        }
        return status
    }
}
