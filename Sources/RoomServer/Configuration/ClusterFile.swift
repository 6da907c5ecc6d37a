package import Raft
import Yams

/// What `roomctl cluster init` wrote, or `roomctl cluster add` for a new node: the cluster's id and
/// its members.
///
/// ```yaml
/// clusterId: "00112233aabbccdd"
/// members:
///   - nodeId: 1
///     peer: 127.0.0.1:7400
///     native: 127.0.0.1:7401
///     grpc: 127.0.0.1:7402
///     http: 127.0.0.1:7403
///     state: voter
/// ```
///
/// A member without a state is a voter.
package struct ClusterFile: Equatable, Sendable {
    package var cluster: ClusterID
    /// Sorted by node; never empty.
    package var members: [Member]
    /// Those of them that are learners.
    package var learners: Set<NodeID> = []

    /// Reads `text`; `name` is the file's name for error texts.
    package init(_ text: String, name: String) throws(ConfigurationError) {
        var cluster: ClusterID?
        var members: [Entry]?
        for pair in try YAMLMapping(text, name: name).pairs {
            let place = "\(name):\(pair.line)"
            switch pair.key {
            case "clusterId":
                guard let id = pair.value.scalar.flatMap({ ClusterID($0.string) }) else {
                    throw ConfigurationError(
                        "\(place): clusterId must be 16 hexadecimal digits in quotes, not all 0, "
                            + "as \"roomctl cluster init\" mints them")
                }
                cluster = id
            case "members":
                members = try Self.members(of: pair, name: name)
            default:
                throw Self.unknownKey(pair.key, at: place, among: ["clusterId", "members"])
            }
        }
        guard let cluster else {
            throw ConfigurationError("\(name): clusterId is missing")
        }
        guard let members else {
            throw ConfigurationError("\(name): members is missing")
        }
        self.cluster = cluster
        self.members = members.map(\.member).sorted { $0.node < $1.node }
        self.learners = Set(members.filter(\.isLearner).map(\.member.node))
        guard self.learners.count < self.members.count else {
            throw ConfigurationError("\(name): no member is a voter; at least one must be")
        }
        try self.checkUniqueness(name: name)
    }

    private static func members(
        of pair: YAMLMapping.Pair, name: String
    ) throws(ConfigurationError) -> [Entry] {
        guard let items = pair.value.sequence else {
            throw ConfigurationError("\(name):\(pair.line): members must be a list")
        }
        guard (1...ConfigurationLimits.members).contains(items.count) else {
            throw ConfigurationError(
                "\(name):\(pair.line): there are \(items.count) members; allowed: 1 to "
                    + "\(ConfigurationLimits.members)")
        }
        var members: [Entry] = []
        for item in items {
            let line = item.mark?.line ?? pair.line
            let fields = try YAMLMapping.pairs(of: item, name: name)
            members.append(try Self.member(of: fields, name: name, line: line))
        }
        return members
    }

    private static func member(
        of fields: [YAMLMapping.Pair], name: String, line: Int
    ) throws(ConfigurationError) -> Entry {
        var values: [String: String] = [:]
        for field in fields {
            let place = "\(name):\(field.line)"
            guard Self.memberKeys.contains(field.key) else {
                throw Self.unknownKey(field.key, at: place, among: Self.memberKeys)
            }
            guard let value = field.value.scalar?.string else {
                throw ConfigurationError("\(place): \(field.key) must be a plain value")
            }
            if field.key == "nodeId" {
                guard let id = UInt64(value), id > 0 else {
                    throw ConfigurationError(
                        "\(place): nodeId is \"\(value)\"; allowed: a whole number from 1 on")
                }
            } else if field.key == "state" {
                guard value == "voter" || value == "learner" else {
                    throw ConfigurationError(
                        "\(place): state is \"\(value)\"; allowed: voter or learner")
                }
            } else {
                guard let endpoint = Endpoint(value), endpoint.port > 0 else {
                    throw ConfigurationError(
                        "\(place): \(field.key) is \"\(value)\"; allowed: host:port with a port "
                            + "from 1 to 65535")
                }
                guard endpoint.isDialable else {
                    throw ConfigurationError(
                        "\(place): \(field.key) is \"\(value)\", where nobody can reach the node; "
                            + "allowed: an address that others dial (the node may listen on "
                            + "another one, see --listen-\(field.key))")
                }
            }
            values[field.key] = value
        }
        guard let node = values["nodeId"].flatMap({ UInt64($0) }), let peer = values["peer"],
            let native = values["native"], let grpc = values["grpc"], let http = values["http"]
        else {
            let missing = Self.neededKeys.filter { values[$0] == nil }.joined(separator: ", ")
            throw ConfigurationError("\(name):\(line): this member lacks \(missing)")
        }
        let member = Member(
            node: NodeID(node), peerEndpoint: peer, nativeEndpoint: native, grpcEndpoint: grpc,
            httpEndpoint: http)
        return Entry(member: member, isLearner: values["state"] == "learner")
    }

    private struct Entry {
        var member: Member
        var isLearner: Bool
    }

    private static let neededKeys = ["nodeId", "peer", "native", "grpc", "http"]
    private static let memberKeys = Self.neededKeys + ["state"]

    private static func unknownKey(
        _ key: String, at place: String, among known: [String]
    ) -> ConfigurationError {
        let nearest = NearestWord.find(for: key, among: known)
        let hint = nearest.map { "did you mean \"\($0)\"? " } ?? ""
        return ConfigurationError(
            "\(place): unknown key \"\(key)\": \(hint)allowed: "
                + known.joined(separator: ", "))
    }

    private func checkUniqueness(name: String) throws(ConfigurationError) {
        for (earlier, later) in zip(self.members, self.members.dropFirst())
        where earlier.node == later.node {
            throw ConfigurationError(
                "\(name): node \(later.node) is listed twice; node ids are unique")
        }
        var owners: [String: String] = [:]
        for member in self.members {
            for (door, endpoint) in [
                ("peer", member.peerEndpoint), ("native", member.nativeEndpoint),
                ("grpc", member.grpcEndpoint), ("http", member.httpEndpoint),
            ] {
                let place = "node \(member.node)'s \(door)"
                if let other = owners.updateValue(place, forKey: endpoint) {
                    throw ConfigurationError(
                        "\(name): \(other) and \(place) have the same endpoint, \(endpoint)")
                }
            }
        }
    }
}
