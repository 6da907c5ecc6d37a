package import Foundation

/// One line of a history: what a client did, what a watch told, what befell the cluster, or a note.
///
/// docs/histories.md is the format. Fields that it does not name are passed over.
package enum HistoryRecord: Codable, Equatable, Sendable {
    case operation(OperationRecord)
    case watch(WatchRecord)
    case fault(FaultRecord)
    case meta(MetaRecord)
    /// A kind that this version does not know; it constrains nothing.
    case other(kind: String)

    private enum Keys: String, CodingKey {
        case kind
    }

    package init(from decoder: any Decoder) throws {
        let kind = try decoder.container(keyedBy: Keys.self)
            .decodeIfPresent(String.self, forKey: .kind)
        switch kind {
        case nil, "operation": self = .operation(try OperationRecord(from: decoder))
        case "watch": self = .watch(try WatchRecord(from: decoder))
        case "fault": self = .fault(try FaultRecord(from: decoder))
        case "meta": self = .meta(try MetaRecord(from: decoder))
        case .some(let kind): self = .other(kind: kind)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        switch self {
        case .operation(let record):
            try record.encode(to: encoder)
        case .watch(let record):
            try container.encode("watch", forKey: .kind)
            try record.encode(to: encoder)
        case .fault(let record):
            try container.encode("fault", forKey: .kind)
            try record.encode(to: encoder)
        case .meta(let record):
            try container.encode("meta", forKey: .kind)
            try record.encode(to: encoder)
        case .other(let kind):
            try container.encode(kind, forKey: .kind)
        }
    }

    /// The record as one line, without the line break.
    package func line() throws -> String {
        String(decoding: try self.lineBytes(), as: UTF8.self)
    }

    /// The bytes of the line, without the line break: JSON escapes those of its texts.
    package func lineBytes() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }
}
