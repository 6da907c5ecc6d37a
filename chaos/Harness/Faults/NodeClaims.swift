/// Which fault each node is taken by, so that no other one interferes with it.
actor NodeClaims {
    private var owners: [UInt64: Int] = [:]

    /// Takes those of the nodes that are free.
    func claim(_ ids: [UInt64], by fault: Int) -> [UInt64] {
        let free = ids.filter { self.owners[$0] == nil }
        for id in free { self.owners[id] = fault }
        return free
    }

    /// Takes one of the nodes, the first that is free.
    func claimFirst(_ ids: [UInt64], by fault: Int) -> UInt64? {
        guard let free = ids.first(where: { self.owners[$0] == nil }) else { return nil }
        self.owners[free] = fault
        return free
    }

    /// Gives back what a fault has taken.
    func release(by fault: Int) {
        self.owners = self.owners.filter { $0.value != fault }
    }
}
