/// How a change turns one configuration into the next (dissertation §4.1, §4.3).
extension Membership {
    /// The configuration to append for `steps`: joint when the voters change, else simple.
    ///
    /// Pure: whether the nodes concerned answer and have caught up is for the leader to check.
    package func applying(
        _ steps: [MembershipChange.Step]
    ) throws(MembershipRefusal) -> Membership {
        guard !steps.isEmpty else { throw .invalid("the change has no steps") }
        guard !self.isJoint else { throw .invalid("a joint configuration cannot be changed") }
        var next = self
        var touched: [NodeID] = []
        for step in steps {
            guard !touched.contains(step.node) else {
                throw .invalid("node \(step.node) is named by two steps of one change")
            }
            touched.append(step.node)
            try next.apply(step)
        }
        guard !next.incoming.isEmpty else { throw .invalid("no voter would be left") }
        if next.incoming == self.incoming {
            next.removed = (next.removed + next.departed(from: self)).sorted()
            next.keepMembers()
        } else {
            next.outgoing = self.incoming
            // A learner that leaves is in no quorum, so it leaves at once, not with the joint one.
            let gone = self.learners.filter { !next.contains($0) }
            next.removed = (next.removed + gone).sorted()
            next.keepMembers()
        }
        guard next.members.count <= Limits.members else {
            throw .invalid(
                "the cluster would have \(next.members.count) members; the limit is "
                    + "\(Limits.members)")
        }
        guard next.removed.count + next.outgoing.count <= Limits.removedMembers else {
            throw .invalid(
                "\(next.removed.count) members have been removed, and the cluster remembers at "
                    + "most \(Limits.removedMembers)")
        }
        return next
    }

    /// The simple configuration that follows this joint one: the outgoing voters are gone, or
    /// learners.
    package func leavingJoint() -> Membership {
        var next = self
        next.outgoing = []
        next.learners = (self.learners + self.learnersNext).sorted()
        next.learnersNext = []
        next.removed = (self.removed + next.departed(from: self)).sorted()
        next.keepMembers()
        return next
    }

    private mutating func apply(
        _ step: MembershipChange.Step
    ) throws(MembershipRefusal) {
        switch step {
        case .addLearner(let member):
            try self.checkEndpoints(of: member)
            try self.add(member)
        case .promote(let node):
            guard let position = self.learners.firstIndex(of: node) else {
                throw .invalid("node \(node) is not a learner, so it cannot become a voter")
            }
            self.learners.remove(at: position)
            self.incoming = (self.incoming + [node]).sorted()
        case .demote(let node):
            try self.removeVoter(node)
            self.learnersNext = (self.learnersNext + [node]).sorted()
        case .remove(let node):
            if let position = self.learners.firstIndex(of: node) {
                self.learners.remove(at: position)
            } else {
                try self.removeVoter(node)
            }
        case .update(let member):
            try self.checkEndpoints(of: member)
            guard let position = self.members.firstIndex(where: { $0.node == member.node }) else {
                throw .invalid("node \(member.node) is not a member")
            }
            let store = self.members[position].store
            guard store == nil || store == member.store else {
                throw .invalid(
                    "node \(member.node) is bound to another data directory: replace the node")
            }
            self.members[position] = member
        }
    }

    /// A longer endpoint could be appended, and then no node could read the entry; one that another
    /// member has would lead whoever dials it to the wrong node.
    private func checkEndpoints(of member: Member) throws(MembershipRefusal) {
        let endpoints = [
            member.peerEndpoint, member.nativeEndpoint, member.grpcEndpoint, member.httpEndpoint,
        ]
        for endpoint in endpoints where endpoint.utf8.count > Limits.endpointBytes {
            throw .invalid(
                "an endpoint of node \(member.node) has \(endpoint.utf8.count) bytes; the limit "
                    + "is \(Limits.endpointBytes)")
        }
        for other in self.members where other.node != member.node {
            let taken = [
                other.peerEndpoint, other.nativeEndpoint, other.grpcEndpoint, other.httpEndpoint,
            ]
            if let endpoint = endpoints.first(where: { !$0.isEmpty && taken.contains($0) }) {
                throw .invalid(
                    "\(endpoint) is an address of node \(other.node): give node \(member.node) "
                        + "addresses of its own")
            }
        }
    }

    private mutating func add(_ member: Member) throws(MembershipRefusal) {
        guard member.node.rawValue != 0 else { throw .invalid("0 is not a node id") }
        guard !self.removed.contains(member.node) else {
            throw .invalid(
                "node id \(member.node) belonged to a member that was removed; ids are never used "
                    + "again")
        }
        guard !self.members.contains(where: { $0.node == member.node }) else {
            throw .invalid("node \(member.node) is a member already")
        }
        self.learners = (self.learners + [member.node]).sorted()
        self.members = (self.members + [member]).sorted { $0.node < $1.node }
    }

    private mutating func removeVoter(_ node: NodeID) throws(MembershipRefusal) {
        guard let position = self.incoming.firstIndex(of: node) else {
            throw .invalid("node \(node) is not a voter")
        }
        self.incoming.remove(at: position)
    }

    /// Who was in `before` and is not in this one.
    private func departed(from before: Membership) -> [NodeID] {
        before.nodes.filter { !self.contains($0) }
    }

    private mutating func keepMembers() {
        let nodes = self.nodes
        self.members = self.members.filter { nodes.contains($0.node) }
    }
}
