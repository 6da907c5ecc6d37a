import Foundation
import RoomProtocol
import Yams

/// The cluster file from which a new node is formatted: the members now, and the new one as a
/// learner.
struct JoinFile {
    let path: String
    let text: String

    init(
        path: String, node: UInt64, addresses: MemberAddresses,
        status: Roomkeeper_V1_NodeStatusResponse
    ) throws {
        self.path = path
        var members = status.members.filter { $0.nodeID != node }.map { member in
            Self.member(
                member.nodeID, state: member.state,
                [
                    ("peer", member.peerEndpoint), ("native", member.nativeEndpoint),
                    ("grpc", member.grpcEndpoint), ("http", member.httpEndpoint),
                ])
        }
        members.append(
            Self.member(
                node, state: "learner", addresses.named.map { ($0.door, $0.address.description) }))
        let root = Node([
            (
                Node("clusterId"),
                Node.scalar(.init(status.clusterID, .implicit, .doubleQuoted))
            ),
            (Node("members"), Node(members)),
        ])
        self.text =
            "# made by roomctl for node \(node), to format its data directory from\n"
            + (try Yams.serialize(node: root))
    }

    /// Writes the file; one that is there with the very same text is left alone.
    func write(format: OutputFormat) throws {
        do {
            try Data(self.text.utf8).write(
                to: URL(fileURLWithPath: self.path), options: .withoutOverwriting)
        } catch let error as CocoaError where error.code == .fileWriteFileExists {
            guard (try? String(contentsOfFile: self.path, encoding: .utf8)) != self.text else {
                return
            }
            throw self.failure(
                "\(self.path) exists and is not overwritten.", reason: "FILE_EXISTS",
                advice: "name another file with --output, or remove this one.", format)
        } catch {
            throw self.failure(
                "\(self.path) cannot be written: \(error.localizedDescription)",
                reason: "FILE_NOT_WRITABLE",
                advice: "name another file with --output.", format)
        }
    }

    private func failure(
        _ message: String, reason: String, advice: String, _ format: OutputFormat
    ) -> CommandFailure {
        CommandFailure(
            status: .failed,
            report: ErrorReport(
                reason: reason, message: message, advice: advice,
                outcome: WireWord.name(.notApplied)),
            format: format)
    }

    private static func member(
        _ id: UInt64, state: String, _ doors: [(String, String)]
    ) -> Node {
        Node(
            [(Node("nodeId"), Node(String(id))), (Node("state"), Node(state))]
                + doors.map { (Node($0.0), Node($0.1)) })
    }
}
