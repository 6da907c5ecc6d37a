import Linearizability

/// Does one fault of a plan, makes it good, and records what that was.
struct FaultRunner: Sendable {
    let planned: PlannedFault
    /// Tells it from the other faults of the plan.
    let number: Int
    private let schedule: FaultSchedule

    init(_ planned: PlannedFault, number: Int, of schedule: FaultSchedule) {
        self.planned = planned
        self.number = number
        self.schedule = schedule
    }

    var cluster: ChaosCluster { self.schedule.cluster }
    var board: StatusBoard { self.schedule.board }

    /// How long a fault waits for a node of the kind that it needs, such as a leader.
    static let patience = Duration.seconds(20)

    func run() async {
        let isChange = self.planned.fault.changesMembers
        if isChange { await self.schedule.gate.enter() }
        let name = self.planned.fault.rawValue
        self.schedule.progress.begin(name)
        let record = await self.perform()
        self.schedule.progress.end(name)
        self.schedule.recorder.record(.fault(record))
        await self.schedule.claims.release(by: self.number)
        if isChange { await self.schedule.gate.leave() }
    }

    private func perform() async -> FaultRecord {
        let recorder = self.schedule.recorder
        var generator = SeededGenerator(seed: self.planned.choice)
        var record = FaultRecord(name: self.planned.fault.rawValue, call: recorder.now)
        var detail = ""
        do {
            let active = try await self.begin(&generator)
            detail = active.detail
            record.nodes = active.nodes.map { self.cluster.place($0).name }
            // A run that is cut short still makes good what it did.
            try? await Task.sleep(for: .seconds(self.planned.lasts))
            let failure = try await active.end()
            record.took = failure == nil
            record.detail = failure.map { "\(detail): \($0)" } ?? detail
        } catch {
            record.took = false
            record.detail = detail.isEmpty ? "\(error)" : "\(detail): \(error)"
        }
        record.ret = recorder.now
        return record
    }

    private func begin(_ generator: inout SeededGenerator) async throws -> ActiveFault {
        switch self.planned.fault {
        case .killOne, .killLeader, .killMinority, .killMajority, .killAll, .killAgain,
            .pauseOne, .pauseLeader, .stopLeader, .rollingRestart, .lag:
            try await self.beginProcessFault(&generator)
        case .isolateLeader, .isolateOne, .split, .bridge, .ring, .leaderMute, .leaderDeaf,
            .cutLink, .cutClients, .cutAnswers, .resetClients, .slowLinks, .slowLeader,
            .narrowLinks, .shredLinks, .resetLinks,
            .flap:
            try await self.beginLinkFault(&generator)
        case .slowDisk, .slowDisks, .stallDisk, .lowDisk, .fullDisk, .failSync, .failWrite,
            .powerCutOne, .powerCutMajority, .powerCutAll:
            try await self.beginDiskFault(&generator)
        case .clockForward, .clockBack, .clocksApart:
            try await self.beginClockFault(&generator)
        case .growAndShrink, .replaceNode, .replaceDuringCut, .growDuringKill:
            try await self.beginMemberFault(&generator)
        case .oldDirectory, .wipedDirectory:
            try await self.beginDirectoryFault(&generator)
        }
    }

    // MARK: Choosing nodes

    /// Claims the leader, for which it waits a while.
    func claimLeader() async throws -> UInt64 {
        try await self.claim("a leader") { await self.board.leader.map { [$0] } ?? [] }
    }

    /// Claims a node that runs.
    func claimOne(
        _ generator: inout SeededGenerator, other than: [UInt64] = []
    ) async throws -> UInt64 {
        var order = generator
        _ = generator.next()
        return try await self.claim("a node that runs") {
            await self.cluster.running.filter { !than.contains($0) }.shuffled(using: &order)
        }
    }

    /// Claims so many nodes that run, or as many as there are.
    func claimSome(_ count: Int, _ generator: inout SeededGenerator) async throws -> [UInt64] {
        var claimed = [try await self.claimOne(&generator)]
        for id in await self.cluster.running.shuffled(using: &generator)
        where claimed.count < count {
            claimed += await self.claimIfFree(id)
        }
        return claimed.sorted()
    }

    /// The node alone, or nothing when another fault has it.
    func claimIfFree(_ id: UInt64) async -> [UInt64] {
        await self.schedule.claims.claim([id], by: self.number)
    }

    /// Gives back all nodes that this fault has taken.
    func release() async { await self.schedule.claims.release(by: self.number) }

    /// The leader, for which it waits a while; others may do something to it too.
    func findLeader() async throws -> UInt64 {
        try await self.find("a leader") { await self.board.leader }
    }

    /// All that run, for one of which it waits a while; others may do something to them too.
    func findRunning() async throws -> [UInt64] {
        try await self.find("a node that runs") {
            let running = await self.cluster.running
            return running.isEmpty ? nil : running
        }
    }

    private func claim(
        _ what: String, among candidates: () async -> [UInt64]
    ) async throws -> UInt64 {
        try await self.find(what) {
            await self.schedule.claims.claimFirst(await candidates(), by: self.number)
        }
    }

    /// Looks again and again, for a while.
    private func find<Found>(
        _ what: String, _ look: () async -> Found?
    ) async throws -> Found {
        let deadline = ContinuousClock.now + Self.patience
        while true {
            if let found = await look() { return found }
            guard .now < deadline else {
                throw HarnessError("there was not \(what) for \(Self.patience)")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
