import Raft
import Testing

/// Configurations and their changes, against sets that know nothing of lists (dissertation §4.3).
@Suite struct MembershipChangeTests {
    @Test func aChangeOfVotersIsJointAndThenSimple() throws {
        // Replace node 3 by the learner 4, in one change.
        var before = Self.voters(1, 2, 3)
        before = try before.applying([.addLearner(Member(node: NodeID(4)))])
        #expect(!before.isJoint)
        #expect(before.learners == [NodeID(4)])
        let joint = try before.applying([.promote(NodeID(4)), .remove(NodeID(3))])
        #expect(joint.incoming == Self.nodes(1, 2, 4))
        #expect(joint.outgoing == Self.nodes(1, 2, 3))
        #expect(joint.removed.isEmpty)
        let after = joint.leavingJoint()
        #expect(after.incoming == Self.nodes(1, 2, 4))
        #expect(!after.isJoint)
        #expect(after.removed == Self.nodes(3))
        #expect(after.member(NodeID(3)) == nil)
    }

    @Test func aDemotedVoterIsALearnerAfterTheJointConfiguration() throws {
        let joint = try Self.voters(1, 2, 3).applying([.demote(NodeID(2))])
        #expect(joint.learnersNext == Self.nodes(2))
        #expect(joint.learners.isEmpty)
        let after = joint.leavingJoint()
        #expect(after.incoming == Self.nodes(1, 3))
        #expect(after.learners == Self.nodes(2))
        #expect(after.removed.isEmpty)
    }

    @Test func anIdIsNeverUsedAgain() throws {
        let after = try Self.voters(1, 2, 3).applying([.remove(NodeID(2))]).leavingJoint()
        #expect(
            Self.refusal(after, [.addLearner(Member(node: NodeID(2)))])
                == """
                node id 2 belonged to a member that was removed; ids are never used again
                """)
    }

    @Test func noTwoMembersHaveOneAddress() throws {
        let first = Member(
            node: NodeID(1), peerEndpoint: "n1:7400", nativeEndpoint: "n1:7401",
            grpcEndpoint: "n1:7402", httpEndpoint: "n1:7403")
        let three = try Self.voters(1, 2, 3).applying([.update(first)])
        // An address that is another one's for whatever door leads to the wrong node too.
        for taken in ["n1:7400", "n1:7401", "n1:7402", "n1:7403"] {
            for step in [
                MembershipChange.Step.update(Member(node: NodeID(2), peerEndpoint: taken)),
                .addLearner(Member(node: NodeID(4), httpEndpoint: taken)),
            ] {
                #expect(
                    Self.refusal(three, [step])
                        == "\(taken) is an address of node 1: give node \(step.node) addresses of "
                        + "its own")
            }
        }
        #expect(try three.applying([.update(first)]) == three)
        // Free again with whom it belonged to.
        let left = try three.applying([.remove(NodeID(1))]).leavingJoint()
        _ = try left.applying([.addLearner(Member(node: NodeID(4), peerEndpoint: "n1:7400"))])
    }

    @Test func whatMakesNoSenseIsRefusedInWords() throws {
        let three = Self.voters(1, 2, 3)
        #expect(Self.refusal(three, []) == "the change has no steps")
        #expect(
            Self.refusal(three, [.promote(NodeID(9))])
                == "node 9 is not a learner, so it cannot become a voter")
        #expect(Self.refusal(three, [.remove(NodeID(9))]) == "node 9 is not a voter")
        #expect(Self.refusal(three, [.addLearner(Member(node: NodeID(0)))]) == "0 is not a node id")
        #expect(
            Self.refusal(three, [.addLearner(Member(node: NodeID(1)))])
                == "node 1 is a member already")
        #expect(
            Self.refusal(three, [.demote(NodeID(1)), .remove(NodeID(1))])
                == "node 1 is named by two steps of one change")
        #expect(Self.refusal(Self.voters(1), [.remove(NodeID(1))]) == "no voter would be left")
        #expect(Self.refusal(three, [.update(Member(node: NodeID(9)))]) == "node 9 is not a member")
        let bound = try three.applying([.update(Member(node: NodeID(1), store: StoreID(7)))])
        #expect(
            Self.refusal(bound, [.update(Member(node: NodeID(1), store: StoreID(8)))])
                == "node 1 is bound to another data directory: replace the node")
        let joint = try three.applying([.remove(NodeID(1))])
        #expect(
            Self.refusal(joint, [.remove(NodeID(2))])
                == "a joint configuration cannot be changed")
        let many = (4...33).map { MembershipChange.Step.addLearner(Member(node: NodeID($0))) }
        #expect(
            Self.refusal(three, many) == "the cluster would have 33 members; the limit is 32")
    }

    @Test func randomChangesAgreeWithSets() throws {
        // 20,000 changes in a row of chains: voters, learners and removed ids as a twin of sets has
        // them; quorums of configurations that follow each other share a node; bytes round trip.
        var generator = SplitMix64(seed: 11)
        var membership = Self.voters(1, 2, 3)
        var twin = Twin(voters: [1, 2, 3])
        var accepted = 0
        for round in 0..<20_000 {
            if round % 200 == 0 {
                membership = Self.voters(1, 2, 3)
                twin = Twin(voters: [1, 2, 3])
            }
            let steps = (0...generator.next(below: 2)).map { _ in Self.step(&generator) }
            let next: Membership
            do throws(MembershipRefusal) {
                next = try membership.applying(steps)
            } catch {
                #expect(!twin.allows(steps), "round \(round): \(steps) was refused: \(error)")
                continue
            }
            #expect(twin.allows(steps), "round \(round): \(steps)")
            accepted += 1
            twin.apply(steps)
            Self.expectCommonNode(membership, next, &generator)
            #expect(try Membership(payload: next.encodedPayload()) == next)
            let after = next.isJoint ? next.leavingJoint() : next
            Self.expectCommonNode(next, after, &generator)
            #expect(try Membership(payload: after.encodedPayload()) == after)
            #expect(Set(after.incoming.map(\.rawValue)) == twin.voters, "round \(round)")
            #expect(Set(after.learners.map(\.rawValue)) == twin.learners, "round \(round)")
            #expect(Set(after.removed.map(\.rawValue)) == twin.removed, "round \(round)")
            #expect(after.members.map(\.node) == after.nodes, "round \(round)")
            membership = after
        }
        #expect(accepted > 2000)
    }

    @Test func quorumsAgreeWithCounting() {
        // 20,000 configurations, joint and simple, with random answers.
        var generator = SplitMix64(seed: 12)
        for _ in 0..<20_000 {
            var membership = Membership(voters: Self.randomMembers(&generator))
            if generator.next(below: 2) == 0 {
                membership.outgoing = Self.randomMembers(&generator).map(\.node).sorted()
            }
            var votes: [NodeID: Bool] = [:]
            var positions: [NodeID: UInt64] = [:]
            for node in (1...9).map({ NodeID($0) }) {
                let vote = generator.next(below: 3)
                votes[node] = vote == 2 ? nil : vote == 1
                positions[node] = generator.next(below: 6)
            }
            let halves = [membership.incoming, membership.outgoing].filter { !$0.isEmpty }
            let won = halves.allSatisfy { half in half.count { votes[$0] == true } * 2 > half.count
            }
            let lost = halves.contains { half in
                half.count { votes[$0] == false } * 2 >= half.count
            }
            let expected: Quorum.VoteResult = won ? .won : lost ? .lost : .pending
            #expect(Quorum(membership).result { votes[$0] } == expected, "\(membership) \(votes)")
            // The highest position that more than half of each half has reached.
            let reached = (UInt64(0)...6).last { position in
                halves.allSatisfy { half in
                    half.count { (positions[$0] ?? 0) >= position } * 2 > half.count
                }
            }
            #expect(Quorum(membership).reached { positions[$0] ?? 0 } == reached)
        }
    }

    // MARK: - The twin

    private struct Twin {
        var voters: Set<UInt64>
        var learners: Set<UInt64> = []
        var removed: Set<UInt64> = []

        func allows(_ steps: [MembershipChange.Step]) -> Bool {
            guard Set(steps.map(\.node)).count == steps.count, !steps.isEmpty else { return false }
            for step in steps {
                let node = step.node.rawValue
                switch step {
                case .addLearner:
                    if self.voters.union(self.learners).union(self.removed).contains(node) {
                        return false
                    }
                case .promote: if !self.learners.contains(node) { return false }
                case .demote: if !self.voters.contains(node) { return false }
                case .remove, .update:
                    if !self.voters.union(self.learners).contains(node) { return false }
                }
            }
            var next = self
            next.apply(steps)
            return !next.voters.isEmpty && next.voters.union(next.learners).count <= 32
        }

        mutating func apply(_ steps: [MembershipChange.Step]) {
            for step in steps {
                let node = step.node.rawValue
                switch step {
                case .addLearner:
                    self.learners.insert(node)
                case .promote:
                    self.learners.remove(node)
                    self.voters.insert(node)
                case .demote:
                    self.voters.remove(node)
                    self.learners.insert(node)
                case .remove:
                    self.voters.remove(node)
                    self.learners.remove(node)
                    self.removed.insert(node)
                case .update:
                    break
                }
            }
        }
    }

    /// Any quorum of the one and any of the other have a node in common: tried on random ones.
    private static func expectCommonNode(
        _ first: Membership, _ second: Membership, _ generator: inout SplitMix64
    ) {
        let left = Self.quorum(of: first, &generator)
        let right = Self.quorum(of: second, &generator)
        #expect(!left.isDisjoint(with: right), "\(first) and \(second)")
    }

    /// The fewest nodes that are a quorum, added at random.
    private static func quorum(
        of membership: Membership, _ generator: inout SplitMix64
    ) -> Set<NodeID> {
        var left = membership.voters
        var chosen: Set<NodeID> = []
        while !Quorum(membership).isReached(by: { chosen.contains($0) }), !left.isEmpty {
            chosen.insert(left.remove(at: Int(generator.next(below: UInt64(left.count)))))
        }
        for node in chosen.sorted() {
            let without = chosen.subtracting([node])
            if Quorum(membership).isReached(by: { without.contains($0) }) { chosen = without }
        }
        return chosen
    }

    private static func step(_ generator: inout SplitMix64) -> MembershipChange.Step {
        let node = NodeID(1 + generator.next(below: 12))
        switch generator.next(below: 6) {
        case 0, 1: return .addLearner(Member(node: node))
        case 2: return .promote(node)
        case 3: return .demote(node)
        case 4: return .remove(node)
        default: return .update(Member(node: node, peerEndpoint: "h:\(node)"))
        }
    }

    private static func randomMembers(_ generator: inout SplitMix64) -> [Member] {
        let count = 1 + generator.next(below: 7)
        var nodes: Set<UInt64> = []
        while nodes.count < Int(count) { nodes.insert(1 + generator.next(below: 9)) }
        return nodes.sorted().map { Member(node: NodeID($0)) }
    }

    private static func refusal(
        _ membership: Membership, _ steps: [MembershipChange.Step]
    ) -> String? {
        do throws(MembershipRefusal) {
            _ = try membership.applying(steps)
            return nil
        } catch {
            return error.description
        }
    }

    private static func voters(_ nodes: UInt64...) -> Membership {
        Membership(voters: nodes.map { Member(node: NodeID($0)) })
    }

    private static func nodes(_ nodes: UInt64...) -> [NodeID] { nodes.map { NodeID($0) } }
}
