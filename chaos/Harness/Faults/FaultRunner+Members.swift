extension FaultRunner {
    /// Changes of members under load, and in the midst of other faults.
    ///
    /// They take the time they need; a plan says how long the other half of the fault lasts.
    func beginMemberFault(
        _ generator: inout SeededGenerator
    ) async throws -> ActiveFault {
        guard let spare = await self.cluster.spare else {
            throw HarnessError("all \(Limits.spareNodes) spare nodes were used")
        }
        switch self.planned.fault {
        case .growAndShrink:
            return try await self.growAndShrink(spare, &generator)
        case .growDuringKill:
            let leader = try await self.claimLeader()
            let change = Task { try await self.cluster.add(spare) }
            try await Task.sleep(for: .milliseconds(.random(in: 0...1500, using: &generator)))
            await self.cluster.kill([leader])
            return ActiveFault(
                nodes: [leader], detail: "n\(spare) is added, n\(leader), the leader, is killed"
            ) {
                do {
                    try await self.cluster.start([leader])
                } catch {
                    change.cancel()
                    _ = try? await change.value
                    throw error
                }
                try await change.value
                try await self.shrink()
                return nil
            }
        case .replaceDuringCut:
            return try await self.replaceDuringCut(spare, &generator)
        default:
            let old = try await self.claimOne(&generator)
            try await self.cluster.replace(old, by: spare)
            return ActiveFault(nodes: [old], detail: "n\(spare) replaced n\(old)") { nil }
        }
    }

    private func growAndShrink(
        _ spare: UInt64, _ generator: inout SeededGenerator
    ) async throws -> ActiveFault {
        try await self.cluster.add(spare)
        let leaver = try await self.claimOne(&generator, other: [spare])
        return ActiveFault(nodes: [leaver], detail: "n\(spare) was added, n\(leaver) removed") {
            try await self.cluster.remove(leaver)
            return nil
        }
    }

    /// Back to the number of members that the run began with.
    private func shrink() async throws {
        let states = try await self.cluster.memberStates()
        guard states.count > self.cluster.initialCount else { return }
        var generator = SeededGenerator(seed: UInt64(states.count))
        let leaver = try await self.claimOne(&generator)
        try await self.cluster.remove(leaver)
    }

    private func replaceDuringCut(
        _ spare: UInt64, _ generator: inout SeededGenerator
    ) async throws -> ActiveFault {
        let old = try await self.claimOne(&generator)
        let lonely = try await self.claimOne(&generator, other: [old])
        let others = await self.cluster.members.filter { $0 != lonely } + [spare]
        let proxies = self.cluster.links
        let links = Self.between([lonely], others)
        let before = try await proxies.counts(of: links)
        try await proxies.set(.held, on: links, by: self.number)
        let change = Task { try await self.cluster.replace(old, by: spare) }
        return ActiveFault(
            nodes: [old, lonely],
            detail: "n\(spare) replaced n\(old) while n\(lonely) was cut off"
        ) {
            let held = (try await proxies.counts(of: links) - before).heldBytes
            try await proxies.lift(self.number)
            try await change.value
            return held > 0 ? nil : "no byte met the cut"
        }
    }
}
