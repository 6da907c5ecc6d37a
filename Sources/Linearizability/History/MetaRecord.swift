/// What a history says about itself and about its run.
package enum MetaRecord: Equatable, Sendable {
    case run(RunRecord)
    case node(NodeRecord)
    case start(StartRecord)
    /// Everything that was done to the cluster is taken back.
    case healed(at: Int64)
    /// All nodes serve again.
    case healthy(at: Int64)
    case digest(DigestRecord)
    /// Why the harness itself calls the run invalid.
    case invalid(detail: String)
    /// A node ended in a way that no fault explains.
    case crash(CrashRecord)
    /// What the harness itself saw that must not be, in a sentence.
    case finding(String)
    /// How much a room holds, when that is known.
    case limits(LimitsRecord)
    /// What the history is about, for a reader.
    case story(String)
    /// A name that this version does not know; it constrains nothing.
    case other(name: String)

    /// What the history was recorded from.
    package struct RunRecord: Codable, Equatable, Sendable {
        package var at: Int64?
        package var seed: UInt64?
        package var scenario: String?
        /// All nodes that a room can be read at in the end.
        package var nodes: [String]?
        package var minutes: Double?
        package var commit: String?
        /// The command that makes the same run again.
        package var replay: String?

        package init(at: Int64? = nil, seed: UInt64? = nil, nodes: [String]? = nil) {
            self.at = at
            self.seed = seed
            self.nodes = nodes
        }
    }

    /// What a node is from a moment on.
    package struct NodeRecord: Codable, Equatable, Sendable {
        package var at: Int64
        package var node: String
        package var state: NodeState
        package var term: UInt64?

        package init(at: Int64, node: String, state: NodeState, term: UInt64? = nil) {
            self.at = at
            self.node = node
            self.state = state
            self.term = term
        }
    }

    /// A process of a node begins; what it shows is not older than what anybody knew by then.
    package struct StartRecord: Codable, Equatable, Sendable {
        /// Not later than the process begins.
        package var at: Int64
        package var node: String

        package init(at: Int64, node: String) {
            self.at = at
            self.node = node
        }
    }

    /// A node's digest over all changes that it has applied.
    package struct DigestRecord: Codable, Equatable, Sendable {
        package var at: Int64?
        package var node: String
        package var applied: UInt64
        package var digest: String

        package init(at: Int64? = nil, node: String, applied: UInt64, digest: String) {
            self.at = at
            self.node = node
            self.applied = applied
            self.digest = digest
        }
    }

    package struct CrashRecord: Codable, Equatable, Sendable {
        package var at: Int64?
        package var node: String?
        package var detail: String?

        package init(at: Int64? = nil, node: String? = nil, detail: String? = nil) {
            self.at = at
            self.node = node
            self.detail = detail
        }
    }

    /// The most pins and co-hosts of a room, or of all when no room is named.
    package struct LimitsRecord: Codable, Equatable, Sendable {
        package var room: String?
        package var pins: Int?
        package var cohosts: Int?

        package init(room: String? = nil, pins: Int? = nil, cohosts: Int? = nil) {
            self.room = room
            self.pins = pins
            self.cohosts = cohosts
        }

        /// What `other` tells counts, the rest stays.
        mutating func merge(_ other: LimitsRecord) {
            self.pins = other.pins ?? self.pins
            self.cohosts = other.cohosts ?? self.cohosts
        }
    }
}
