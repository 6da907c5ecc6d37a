import Testing

/// The procedures, step by step as docs/operating.md has them.
extension ProcedureStage {
    /// What comes before the procedure and nobody is killed in.
    func prepare(_ procedure: Procedure) async throws {
        switch procedure {
        case .promote:
            try await self.join(4, with: ["cluster", "add", "--learner"])
        case .replaceDead:
            await self.cluster.kill([self.kill.subject(of: [1, 2, 3])])
        default:
            break
        }
    }

    /// Follows the procedure, and returns under whose addresses nodes serve afterwards.
    func follow(_ procedure: Procedure) async throws -> [UInt64] {
        let all: [UInt64] = [1, 2, 3]
        let subject = self.kill.subject(of: all)
        let others = all.filter { $0 != subject }
        switch procedure {
        case .add:
            try await self.join(4, with: ["cluster", "add"])
            return all + [4]
        case .promote:
            try await self.command(["cluster", "promote", "4"])
            return all + [4]
        case .replace, .replaceDead:
            try await self.join(4, with: ["cluster", "replace", "\(subject)"])
            return others + [4]
        case .remove:
            try await self.command(["cluster", "remove", "\(subject)"])
            try await self.stop(subject)
            return others
        case .transferLeader:
            try await self.command(["cluster", "transfer-leader", "--to", "\(subject)"])
            return all
        case .drain:
            try await self.restart(subject)
            return all
        case .updateAddress:
            try await self.stop(subject)
            let place = try self.cluster.node(4)
            try await self.command(
                ["cluster", "update-address", "\(subject)", place.initArgument])
            try await self.cluster.start(subject, movedTo: place, isTold: true)
            return others + [4]
        case .rollingRestart:
            for node in all { try await self.restart(node) }
            return all
        case .backup:
            try await self.command(["backup", "save", "rooms.rkb", "--rate", "1"])
            try await self.command(["backup", "verify", "rooms.rkb"])
            return all
        }
    }

    private func restart(_ node: UInt64) async throws {
        try await self.command(["cluster", "drain", "\(node)"])
        try await self.stop(node)
        try await self.cluster.start([node])
    }
}
