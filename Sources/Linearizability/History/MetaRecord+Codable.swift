extension MetaRecord: Codable {
    private enum Keys: String, CodingKey {
        case name
        case at
        case detail
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        let name = try container.decode(String.self, forKey: .name)
        switch name {
        case "run": self = .run(try RunRecord(from: decoder))
        case "node": self = .node(try NodeRecord(from: decoder))
        case "start": self = .start(try StartRecord(from: decoder))
        case "healed": self = .healed(at: try container.decode(Int64.self, forKey: .at))
        case "healthy": self = .healthy(at: try container.decode(Int64.self, forKey: .at))
        case "digest": self = .digest(try DigestRecord(from: decoder))
        case "crash": self = .crash(try CrashRecord(from: decoder))
        case "limits": self = .limits(try LimitsRecord(from: decoder))
        case "invalid": self = .invalid(detail: try Self.detail(in: container))
        case "finding": self = .finding(try Self.detail(in: container))
        case "story": self = .story(try Self.detail(in: container))
        default: self = .other(name: name)
        }
    }

    private static func detail(in container: KeyedDecodingContainer<Keys>) throws -> String {
        try container.decodeIfPresent(String.self, forKey: .detail) ?? ""
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(self.name, forKey: .name)
        switch self {
        case .run(let record): try record.encode(to: encoder)
        case .node(let record): try record.encode(to: encoder)
        case .start(let record): try record.encode(to: encoder)
        case .digest(let record): try record.encode(to: encoder)
        case .crash(let record): try record.encode(to: encoder)
        case .limits(let record): try record.encode(to: encoder)
        case .healed(let time), .healthy(let time): try container.encode(time, forKey: .at)
        case .invalid(let detail), .story(let detail), .finding(let detail):
            try container.encode(detail, forKey: .detail)
        case .other: break
        }
    }

    private var name: String {
        switch self {
        case .run: "run"
        case .node: "node"
        case .start: "start"
        case .healed: "healed"
        case .healthy: "healthy"
        case .digest: "digest"
        case .invalid: "invalid"
        case .crash: "crash"
        case .limits: "limits"
        case .finding: "finding"
        case .story: "story"
        case .other(let name): name
        }
    }
}
