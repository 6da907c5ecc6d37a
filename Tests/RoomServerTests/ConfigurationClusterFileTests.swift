import Raft
import RoomServer
import Testing

@Suite struct ConfigurationClusterFileTests {
    private static let valid = """
        clusterId: "00112233aabbccdd"
        members:
          - nodeId: 2
            peer: 127.0.0.1:7410
            native: 127.0.0.1:7411
            grpc: 127.0.0.1:7412
            http: 127.0.0.1:7413
          - nodeId: 1
            peer: 127.0.0.1:7400
            native: 127.0.0.1:7401
            grpc: 127.0.0.1:7402
            http: 127.0.0.1:7403
        """

    @Test func membersAreReadAndSorted() throws {
        let file = try ClusterFile(Self.valid, name: "cluster.yaml")
        #expect(file.cluster == ClusterID(0x0011_2233_aabb_ccdd))
        #expect(file.members.map(\.node) == [NodeID(1), NodeID(2)])
        #expect(file.members[0].peerEndpoint == "127.0.0.1:7400")
        #expect(file.members[0].nativeEndpoint == "127.0.0.1:7401")
        #expect(file.members[1].grpcEndpoint == "127.0.0.1:7412")
        #expect(file.members[1].httpEndpoint == "127.0.0.1:7413")
    }

    /// Each case changes one thing of the valid file.
    @Test(arguments: [
        (
            "clusterId: \"00112233aabbccdd\"", "clusterId: \"12\"",
            "c.yaml:1: clusterId must be 16 hexadecimal digits in quotes, not all 0, as "
                + "\"roomctl cluster init\" mints them"
        ),
        ("clusterId: \"00112233aabbccdd\"", "", "c.yaml: clusterId is missing"),
        (
            "members:", "member:",
            "c.yaml:2: unknown key \"member\": did you mean \"members\"? allowed: clusterId, "
                + "members"
        ),
        (
            "    http: 127.0.0.1:7413\n", "",
            "c.yaml:3: this member lacks http"
        ),
        (
            "http: 127.0.0.1:7413", "https: 127.0.0.1:7413",
            "c.yaml:7: unknown key \"https\": did you mean \"http\"? allowed: nodeId, peer, "
                + "native, grpc, http, state"
        ),
        (
            "nodeId: 2", "nodeId: 0",
            "c.yaml:3: nodeId is \"0\"; allowed: a whole number from 1 on"
        ),
        ("nodeId: 2", "nodeId: 1", "c.yaml: node 1 is listed twice; node ids are unique"),
        (
            "peer: 127.0.0.1:7410", "peer: nowhere",
            "c.yaml:4: peer is \"nowhere\"; allowed: host:port with a port from 1 to 65535"
        ),
        (
            "http: 127.0.0.1:7413", "http: 0.0.0.0:7413",
            "c.yaml:7: http is \"0.0.0.0:7413\", where nobody can reach the node; allowed: an "
                + "address that others dial (the node may listen on another one, see --listen-http)"
        ),
        (
            "peer: 127.0.0.1:7410", "peer: 127.0.0.1:7401",
            "c.yaml: node 1's native and node 2's peer have the same endpoint, 127.0.0.1:7401"
        ),
    ])
    func aMistakeIsNamedWithItsPlace(_ old: String, _ new: String, _ text: String) throws {
        let changed = Self.valid.replacing(old, with: new, maxReplacements: 1)
        #expect(changed != Self.valid)
        let error = try #require(throws: ConfigurationError.self) {
            try ClusterFile(changed, name: "c.yaml")
        }
        #expect(error.description == text)
    }

    @Test func aFileWithoutMembersIsRefused() throws {
        for (text, words) in [
            ("clusterId: \"00112233aabbccdd\"\nmembers: []\n", "there are 0 members"),
            ("clusterId: \"00112233aabbccdd\"\nmembers: 3\n", "members must be a list"),
            ("clusterId: \"00112233aabbccdd\"\n", "members is missing"),
            ("", "clusterId is missing"),
        ] {
            let error = try #require(throws: ConfigurationError.self) {
                try ClusterFile(text, name: "c.yaml")
            }
            #expect(error.description.contains(words), "\(error)")
        }
    }

    // A file that was made for a node to be added: it begins as a learner, which stands in no
    // election, whatever becomes of the addition.
    @Test func aMemberMayBeALearner() throws {
        func text(_ state: String) -> String {
            Self.valid.replacing("nodeId: 2", with: "nodeId: 2\n    state: \(state)")
        }
        let membership = try ClusterFile(text("learner"), name: "c.yaml").membership
        #expect(membership.learners == [NodeID(2)])
        #expect(!membership.isVoter(NodeID(2)) && membership.member(NodeID(2)) != nil)
        #expect(try ClusterFile(text("voter"), name: "c.yaml").membership.learners.isEmpty)
        let wrong = #expect(throws: ConfigurationError.self) {
            try ClusterFile(text("owner"), name: "c.yaml")
        }
        #expect(wrong?.description.contains("allowed: voter or learner") == true)
        let empty = #expect(throws: ConfigurationError.self) {
            let all = Self.valid.replacing("nodeId:", with: "state: learner\n    nodeId:")
            _ = try ClusterFile(all, name: "c.yaml")
        }
        #expect(empty?.description.contains("no member is a voter") == true)
    }
}
