import Foundation
import Raft
import RoomProtocol
import Yams

/// What a cluster file says, for commands that make data directories from it.
struct ClusterFileContent {
    let cluster: ClusterID
    let membership: Membership

    private struct File: Decodable {
        let clusterId: String
        let members: [Entry]
    }

    private struct Entry: Decodable {
        let nodeId: UInt64
        let state: String?
        let peer: String
        let native: String
        let grpc: String
        let http: String
    }

    /// Reads the file at `path`.
    ///
    /// - Throws: `CommandFailure`, which says what is wrong with it.
    init(path: String, format: OutputFormat) throws {
        let file: File
        do {
            let data = try Data(contentsOf: URL(fileURLWithPath: path))
            file = try YAMLDecoder().decode(File.self, from: data)
        } catch {
            throw Self.failure(
                path, "it cannot be read as what \"roomctl cluster init\" writes: \(error)", format)
        }
        guard let cluster = ClusterID(file.clusterId) else {
            throw Self.failure(path, "clusterId is not 16 hexadecimal digits, not all 0", format)
        }
        var members: [Member] = []
        for entry in file.members {
            for address in [entry.peer, entry.native, entry.grpc, entry.http] {
                do throws(HostPortProblem) {
                    _ = try HostPort(parsing: address)
                } catch {
                    throw Self.failure(path, "node \(entry.nodeId): \(error)", format)
                }
            }
            members.append(
                Member(
                    node: NodeID(entry.nodeId), peerEndpoint: entry.peer,
                    nativeEndpoint: entry.native, grpcEndpoint: entry.grpc,
                    httpEndpoint: entry.http))
        }
        members.sort { $0.node < $1.node }
        let learners = file.members.filter { $0.state == "learner" }.map { NodeID($0.nodeId) }
        let ids = Set(members.map(\.node))
        guard (1...Limits.members).contains(members.count), ids.count == members.count,
            !ids.contains(NodeID(0)), learners.count < members.count,
            file.members.allSatisfy({ ["voter", "learner", nil].contains($0.state) })
        else {
            throw Self.failure(
                path,
                "it must list 1 to \(Limits.members) nodes with ids of their own, from 1 on, each "
                    + "a voter or a learner and at least one a voter", format)
        }
        var membership = Membership(voters: members.filter { !learners.contains($0.node) })
        membership.learners = learners.sorted()
        membership.members = members
        self.cluster = cluster
        self.membership = membership
    }

    private static func failure(
        _ path: String, _ problem: String, _ format: OutputFormat
    ) -> CommandFailure {
        CommandFailure(
            status: .usage,
            report: ErrorReport(
                reason: "INVALID_FILE", message: "\(path): \(problem)",
                advice: "make it with roomctl cluster init.", outcome: WireWord.name(.notApplied)),
            format: format)
    }
}
