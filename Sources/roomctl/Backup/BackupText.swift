import ByteCoding
import Raft
import RoomProtocol
import RoomReplica
import RoomState
import RoomStorage
import SwiftProtobuf

/// What a backup holds, in words or as JSON.
struct BackupText {
    let backup: BackupFile
    /// What was done with it: `saved and verified`.
    let done: String

    /// The property names are the JSON keys.
    private struct Result: Encodable {
        let file: String
        let done: String
        let bytes: UInt64
        let clusterId: String
        let nodeId: UInt64
        let storeId: String
        let appliedIndex: UInt64
        let term: UInt64
        let groupTime: String
        let stateDigest: String
        let contentDigest: String
        let rooms: UInt64
        let memberIds: [UInt64]
        let madeAt: String
        let program: String
        let parts: [Part]
    }

    private struct Part: Encodable {
        let name: String
        let bytes: UInt64
        let crc32c: UInt32
    }

    func rendered(as format: OutputFormat) throws -> String {
        let result = self.result
        switch format {
        case .json: return try JSONText.text(of: result)
        case .table: return "\(result.file) is \(self.done)\n" + Self.facts(of: result)
        }
    }

    private var result: Result {
        let manifest = self.backup.manifest
        let applied = manifest.snapshot.applied
        return Result(
            file: self.backup.path, done: self.done, bytes: self.backup.size,
            clusterId: manifest.maker.cluster.description, nodeId: manifest.maker.node.rawValue,
            storeId: manifest.maker.store.description, appliedIndex: applied.index.rawValue,
            term: applied.term.rawValue, groupTime: Self.time(applied.groupTime.milliseconds),
            stateDigest: applied.digest.description,
            contentDigest: manifest.content.description, rooms: manifest.rooms,
            memberIds: manifest.membership.membership.nodes.map(\.rawValue),
            madeAt: Self.time(manifest.madeAt), program: manifest.program,
            parts: manifest.snapshot.files.map {
                Part(name: $0.name, bytes: $0.size, crc32c: $0.crc32c)
            })
    }

    private static func facts(of result: Result) -> String {
        TextTable.facts([
            ("bytes", "\(result.bytes) in \(result.parts.count) parts"),
            ("cluster", result.clusterId),
            ("members", result.memberIds.map(String.init).joined(separator: ", ")),
            ("made", "\(result.madeAt) by node \(result.nodeId), roomd \(result.program)"),
            ("as of", "entry \(result.appliedIndex), term \(result.term)"),
            ("group time", result.groupTime),
            ("rooms", "\(result.rooms)"),
            ("state digest", result.stateDigest),
            ("content digest", result.contentDigest),
        ])
    }

    private static func time(_ milliseconds: UInt64) -> String {
        TimeText.text(Google_Protobuf_Timestamp(milliseconds: milliseconds))
    }
}
