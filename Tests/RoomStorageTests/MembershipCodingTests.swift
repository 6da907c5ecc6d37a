import ByteCoding
import Raft
import SeededRandomness
import Testing

@Suite struct MembershipCodingTests {
    /// A random membership that keeps what the type promises.
    static func makeMembership(_ generator: inout SeededGenerator) -> Membership {
        var ids: [NodeID] = (1...20).map { NodeID(UInt64($0) * UInt64($0)) }
        ids.shuffle(using: &generator)
        func take(_ count: Int) -> [NodeID] {
            defer { ids.removeFirst(count) }
            return ids.prefix(count).sorted()
        }
        var membership = Membership.empty
        membership.incoming = take(1 + generator.below(5))
        if generator.oneIn(2) {
            let leaving = take(1 + generator.below(3))
            membership.outgoing = (membership.incoming.dropFirst() + leaving).sorted()
            membership.learnersNext = leaving.filter { _ in generator.oneIn(2) }
        }
        membership.learners = take(generator.below(3))
        membership.removed = take(generator.below(4))
        membership.members = membership.nodes.map { node in
            let name = String(repeating: "n", count: generator.below(40))
            return Member(
                node: node,
                store: generator.oneIn(2) ? nil : StoreID(generator.next() | 1),
                peerEndpoint: "\(name):7400", nativeEndpoint: "", grpcEndpoint: "ü:1",
                httpEndpoint: "[::1]:7403")
        }
        return membership
    }

    @Test func everyMembershipComesBackAsItWas() throws {
        var generator = SeededGenerator(seed: 1)
        #expect(try Membership(payload: Membership.empty.encodedPayload()) == .empty)
        for round in 0..<2000 {
            let membership = Self.makeMembership(&generator)
            let decoded = try Membership(payload: membership.encodedPayload())
            #expect(decoded == membership, "round \(round)")
        }
    }

    @Test func whatAMembershipPromisesIsChecked() {
        // Each change breaks one promise of an otherwise sound joint membership.
        let a = NodeID(1)
        let b = NodeID(2)
        var joint = Membership(voters: [Member(node: a), Member(node: b)])
        joint.outgoing = [b, NodeID(3)]
        joint.learnersNext = [NodeID(3)]
        joint.members.append(Member(node: NodeID(3)))
        #expect(throws: Never.self) { try Membership(payload: joint.encodedPayload()) }
        let changes: [(String, (inout Membership) -> Void)] = [
            ("unsorted", { $0.incoming = [b, a] }),
            ("twice", { $0.incoming = [a, a] }),
            ("node 0", { $0.removed = [NodeID(0)] }),
            ("no incoming", { $0.incoming = [] }),
            ("a member too few", { $0.members.removeLast() }),
            ("a member too many", { $0.members.append(Member(node: NodeID(9))) }),
            ("voter and learner", { $0.learners = [a] }),
            ("demoted without leaving", { $0.learnersNext = [a] }),
            ("demoted and staying", { $0.learnersNext = [b] }),
            ("removed and present", { $0.removed = [a] }),
            ("store 0", { $0.members[0].store = StoreID(0) }),
            (
                "endpoint too long",
                { $0.members[0].peerEndpoint = String(repeating: "x", count: 262) }
            ),
        ]
        for (story, change) in changes {
            var broken = joint
            change(&broken)
            #expect(throws: DecodingFailure.self, "\(story)") {
                try Membership(payload: broken.encodedPayload())
            }
        }
    }

    @Test func anotherVersionAndTrailingBytesAreRefused() {
        var bytes = Fixtures.membership.encodedPayload()
        #expect(throws: DecodingFailure.self) { try Membership(payload: bytes + [0]) }
        bytes[0] = 2
        #expect(throws: DecodingFailure.unknownVersion(2)) { try Membership(payload: bytes) }
    }
}
