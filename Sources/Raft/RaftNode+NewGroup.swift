extension RaftNode {
    /// A node of a new group: its log is empty, and all nodes begin with the same `voters`.
    ///
    /// - Parameter options: equal ones do, for the node's id goes into its seed too.
    package init(
        id: NodeID, voters: [NodeID], options: RaftOptions = RaftOptions(seed: 0)
    ) {
        let membership = Membership(voters: voters.map { Member(node: $0) })
        self.init(
            id: id, options: options, hardState: .initial, log: .empty,
            memberships: [MembershipRecord(index: .zero, membership: membership)],
            appliedIndex: .zero)
    }
}
