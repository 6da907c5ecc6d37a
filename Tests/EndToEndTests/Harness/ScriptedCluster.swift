import Foundation
import RoomProtocol
import ScriptedNodes
import SwiftProtobuf
import Synchronization

/// Three native doors behind which is nothing, and which say of their nodes what a test wants.
final class ScriptedCluster: Sendable {
    typealias Statuses = [UInt64: Roomkeeper_V1_NodeStatusResponse]

    private static let nodes: [UInt64] = [1, 2, 3]

    private let statuses = Mutex<Statuses>([:])
    private let endpoints = Mutex<[UInt64: String]>([:])

    private init() {}

    static func start() async throws -> ScriptedCluster {
        let cluster = ScriptedCluster()
        for node in Self.nodes {
            let door = try await ScriptedNode.start(id: node) { arrival in
                let status = cluster.statuses.withLock { $0[node] }
                arrival.reply(.nodeStatus(status ?? Roomkeeper_V1_NodeStatusResponse()))
            }
            cluster.endpoints.withLock { $0[node] = door.endpoint }
        }
        return cluster
    }

    /// What the doctor says when the nodes say that all is well, but for what `change` does.
    func doctor(
        in directory: URL, _ change: (inout Statuses) -> Void
    ) async throws -> DoctorAnswer {
        let endpoints = self.endpoints.withLock { $0 }
        var statuses = Self.healthy(endpoints)
        change(&statuses)
        self.statuses.withLock { $0 = statuses }
        let list = endpoints.values.sorted().joined(separator: ",")
        let result = try await CommandRunner.run(
            .roomctl, ["doctor", "-o", "json", "--endpoints", list], in: directory)
        let answer = try result.decoded(DoctorAnswer.self)
        guard result.exitCode == (answer.healthy ? 0 : 1) else { throw TestFailure("\(result)") }
        return answer
    }

    private static func healthy(_ endpoints: [UInt64: String]) -> Statuses {
        let members = Self.nodes.map { node in
            Roomkeeper_V1_MemberStatus.with {
                $0.nodeID = node
                $0.state = "voter"
                $0.nativeEndpoint = endpoints[node] ?? ""
                $0.matchIndex = 100
                $0.answering = true
            }
        }
        var statuses: Statuses = [:]
        for node in Self.nodes {
            statuses[node] = .with {
                $0.clusterID = "000000000000000a"
                $0.nodeID = node
                $0.version = "0.1.0"
                $0.role = node == 1 ? "leader" : "follower"
                $0.term = 3
                $0.leaderID = 1
                $0.lastIndex = 100
                $0.appliedIndex = 100
                $0.stateDigest = "same"
                $0.ready = true
                $0.members = members
                $0.wallClock = .init(milliseconds: UInt64(Date().timeIntervalSince1970 * 1000))
                $0.diskFreeBytes = 100 << 30
                $0.logSyncP99Us = 1000
            }
        }
        return statuses
    }
}
