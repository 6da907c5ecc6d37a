import RoomProtocol

extension FaultRunner {
    /// Kills, pauses, stops.
    func beginProcessFault(
        _ generator: inout SeededGenerator
    ) async throws -> ActiveFault {
        let members = await self.cluster.members.count
        switch self.planned.fault {
        case .killLeader:
            return try await self.kill([try await self.claimLeader()], "SIGKILL of the leader")
        case .killMinority:
            return try await self.kill(
                try await self.claimSome((members - 1) / 2, &generator), "SIGKILL of a minority")
        case .killMajority:
            return try await self.kill(
                try await self.claimSome(members / 2 + 1, &generator), "SIGKILL of a majority")
        case .killAll:
            return try await self.kill(
                try await self.claimSome(members, &generator), "SIGKILL of all that run")
        case .killAgain:
            return try await self.killAgain(&generator)
        case .pauseOne:
            return await self.pause(try await self.claimOne(&generator))
        case .pauseLeader:
            return await self.pause(try await self.claimLeader())
        case .stopLeader:
            let leader = try await self.claimLeader()
            try await self.cluster.stop(leader)
            return ActiveFault(nodes: [leader], detail: "SIGTERM of n\(leader), the leader") {
                try await self.cluster.start([leader])
                return nil
            }
        case .rollingRestart:
            return ActiveFault(nodes: [], detail: "each node stopped politely and started") {
                try await self.restartAll()
            }
        case .lag:
            return try await self.lag(&generator)
        default:
            return try await self.kill([try await self.claimOne(&generator)], "SIGKILL")
        }
    }

    private func kill(_ ids: [UInt64], _ what: String) async throws -> ActiveFault {
        await self.cluster.kill(ids)
        return ActiveFault(nodes: ids, detail: "\(what): \(Self.names(ids))") {
            try await self.cluster.start(ids)
            return nil
        }
    }

    /// Kills one node after the other; each is started again before the next dies, ready or not.
    ///
    /// That is what shows a vote that was not kept: a node that answers twice in one term.
    private func killAgain(_ generator: inout SeededGenerator) async throws -> ActiveFault {
        let deadline = ContinuousClock.now + .seconds(self.planned.lasts)
        var kills = 0
        while ContinuousClock.now < deadline {
            let id = try await self.claimOne(&generator)
            await self.cluster.kill([id])
            try await self.cluster.start([id])
            await self.release()
            kills += 1
            try await Task.sleep(for: .milliseconds(.random(in: 20...400, using: &generator)))
        }
        return ActiveFault(nodes: [], detail: "\(kills) times SIGKILL and start") { nil }
    }

    private func pause(_ id: UInt64) async -> ActiveFault {
        await self.cluster.pause([id])
        return ActiveFault(nodes: [id], detail: "SIGSTOP of n\(id)") {
            await self.cluster.resume([id])
            return nil
        }
    }

    private func restartAll() async throws -> String? {
        for id in await self.cluster.running {
            guard await !self.claimIfFree(id).isEmpty else { continue }
            guard await self.cluster.state(of: id) == .running else {
                await self.release()
                continue
            }
            try await self.cluster.stop(id)
            try await self.cluster.start([id])
            try? await self.cluster.waitUntilReady([id])
            await self.release()
        }
        return nil
    }

    /// How much longer than planned a node stays away when the others still have all that it lacks.
    private static let lagPatience = Duration.seconds(30)

    /// A node that was away until the others have dropped what it would need of their logs.
    private func lag(_ generator: inout SeededGenerator) async throws -> ActiveFault {
        let id = try await self.claimOne(&generator)
        var last: UInt64 = 0
        try await Waiting.until("n\(id) says where its log ends", within: Self.patience) {
            last = await self.board.ask(id)?.lastIndex ?? 0
            return last > 0
        }
        await self.cluster.kill([id])
        return ActiveFault(nodes: [id], detail: "n\(id) was away from entry \(last) on") {
            [last] in
            let deadline = ContinuousClock.now + Self.lagPatience
            var first: UInt64 = 0
            while first <= last + 1, ContinuousClock.now < deadline {
                for other in await self.cluster.running {
                    first = max(first, await self.board.ask(other)?.firstIndex ?? 0)
                }
                try await Task.sleep(for: .milliseconds(200))
            }
            try await self.cluster.start([id])
            return first > last + 1
                ? nil : "the others' logs still begin at \(first), so no snapshot was needed"
        }
    }

    static func names(_ ids: [UInt64]) -> String {
        ids.map { "n\($0)" }.joined(separator: " ")
    }
}
