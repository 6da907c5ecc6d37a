internal import Raft
internal import RoomReplica

/// Changes of the cluster, asked of whoever leads.
extension Simulator {
    func changeMembership(_ number: Int) {
        guard let leader = self.leader else { return }
        let variant = self.plan.faults[number].variant
        let membership = leader.replica.membership
        guard let change = self.change(of: membership, variant) else { return }
        if (variant >> 32) % 2 == 0, let next = try? membership.applying(change.steps),
            let side = self.side(with: leader, in: next)
        {
            self.marks.insert(.cutBetweenHalves)
            let end = self.now + 100_000 + (variant >> 20) % 1_500_000
            self.network.partitions.append(.init(fault: number, cut: .sides(side), end: end))
            self.queue.add(Event(time: end, kind: .faultEnd, subject: number))
        }
        self.post(.changeMembership(change), to: leader)
    }

    /// The leader with a majority of the new voters of a joint configuration, such that all others
    /// are a majority of the old ones; `nil` when there is no such side.
    ///
    /// Whoever lets one half decide alone then decides on both sides.
    private func side(with leader: SimulatedNode, in joint: Membership) -> [Int]? {
        let new = joint.incoming.filter { !joint.outgoing.contains($0) }
        let kept = joint.incoming.filter { joint.outgoing.contains($0) && $0 != leader.id }
        let own = joint.incoming.contains(leader.id) ? [leader.id] : []
        let majority = (own + new + kept).prefix(joint.incoming.count / 2 + 1)
        let side = [leader.id] + majority.filter { $0 != leader.id }
        let others = joint.outgoing.count { !side.contains($0) }
        guard 2 * others > joint.outgoing.count else { return nil }
        return side.map(SimulatedNode.place)
    }

    /// Whether the cluster can go on after a change though nodes are lost for good: who takes away
    /// the majority of those that are left has to repair the cluster by other means.
    func isBearable(_ change: MembershipChange, of membership: Membership) -> Bool {
        guard let next = try? membership.applying(change.steps) else { return true }
        return Majority(next).isReached { id in
            self.nodes.contains { $0.id == id && $0.isSound }
        }
    }

    /// What became of a change that was asked for.
    func didAsk(_ outcome: MembershipOutcome, _ change: MembershipChange) {
        guard case .appended = outcome else { return }
        if change.steps.count > 1 { self.marks.insert(.replacedMember) }
        for case .remove(let id) in change.steps
        where self.leader?.id == id { self.marks.insert(.removedLeader) }
    }

    private func change(of membership: Membership, _ variant: UInt64) -> MembershipChange? {
        let choice = variant / 8
        func pick(_ nodes: [NodeID]) -> NodeID? {
            nodes.isEmpty ? nil : nodes[Int(choice % UInt64(nodes.count))]
        }
        let isForced = (variant / 64) % 8 == 0
        switch variant % 8 {
        case 0 where choice % 4 == 0:
            // Somebody takes a removed node for a new one.
            return pick(membership.removed).map {
                MembershipChange(steps: [.addLearner(Member(node: $0))])
            }
        case 0, 1:
            return self.newMember(membership).map {
                MembershipChange(steps: [.addLearner($0)])
            }
        case 2, 3:
            return pick(membership.learners).map {
                MembershipChange(steps: [.promote($0)], isForced: isForced && self.isWell($0))
            }
        case 4:
            guard membership.incoming.count > 1 else { return nil }
            return pick(membership.incoming).map { MembershipChange(steps: [.demote($0)]) }
        case 5:
            guard membership.incoming.count > 1 else { return nil }
            return pick(membership.incoming + membership.learners).map {
                MembershipChange(steps: [.remove($0)])
            }
        case 6:
            return self.replacement(of: membership, choice)
        default:
            return pick(membership.nodes).flatMap { membership.member($0) }.map { member in
                var member = member
                member.peerEndpoint = "h:\(choice % 10)"
                // What the leader knows of its store, so that nodes that never met it know too.
                member.store = member.store ?? self.leader?.log.pins[member.node]
                return MembershipChange(steps: [.update(member)])
            }
        }
    }

    /// One voter or several are replaced by learners; without learners somebody first becomes one.
    private func replacement(of membership: Membership, _ choice: UInt64) -> MembershipChange? {
        let learners = membership.learners
        guard !learners.isEmpty else {
            return self.newMember(membership).map { MembershipChange(steps: [.addLearner($0)]) }
        }
        let voters = membership.incoming
        let first = Int(choice % UInt64(voters.count))
        let steps = learners.prefix(1 + Int(choice / 8 % 3)).prefix(voters.count).enumerated()
            .flatMap { place, learner -> [MembershipChange.Step] in
                [.promote(learner), .remove(voters[(first + place) % voters.count])]
            }
        return MembershipChange(steps: steps)
    }

    /// A node that was never a member; its process runs before it is let in.
    private func newMember(_ membership: Membership) -> Member? {
        guard self.nodes.count < Network.places - 1, membership.nodes.count < 7 else { return nil }
        let id = NodeID(UInt64(self.nodes.count + 1))
        var known = membership
        known.outgoing = []
        known.learners = []
        known.learnersNext = []
        known.removed = []
        known.members = known.members.filter { known.incoming.contains($0.node) }
        guard (try? self.add(id, membership: known)) != nil else { return nil }
        return Member(node: id)
    }

    private func isWell(_ id: NodeID) -> Bool {
        self.nodes.contains { $0.id == id && $0.isUp }
    }
}
