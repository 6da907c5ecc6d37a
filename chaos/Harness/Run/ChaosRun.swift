import Foundation
import Linearizability

/// One run: starts a cluster, lets clients work, does what the plan says, heals, looks, and leaves
/// a history.
///
/// It judges nothing but itself; the history is checked afterwards.
package struct ChaosRun: Sendable {
    private let options: RunOptions
    private let progress = RunProgress()

    package init(_ options: RunOptions) {
        self.options = options
    }

    private var plan: ChaosPlan { self.options.plan }

    /// Runs to the end; `prepare` comes first.
    ///
    /// - Throws: when there is nothing to judge, such as when the cluster could not be made. What
    ///   befell the cluster later is in the history.
    package func perform() async throws {
        let recorder = try HistoryRecorder(path: self.options.history)
        let links = try await LinkProxies(seed: self.plan.seed)
        let cluster = try ChaosCluster(
            in: self.options.directory, nodes: self.plan.nodes, programs: self.options.programs,
            settings: self.plan.settings.sorted { $0.key < $1.key }.map {
                "--\($0.key)=\($0.value)"
            },
            links: links, recorder: recorder)
        let signals = RunSignals { await cluster.killAll() }
        do {
            try await self.perform(cluster, recorder)
        } catch {
            await cluster.killAll()
            await links.shutdown()
            signals.cancel()
            throw error
        }
        await cluster.killAll()
        await links.shutdown()
        signals.cancel()
        try recorder.finish()
    }

    private func perform(_ cluster: ChaosCluster, _ recorder: HistoryRecorder) async throws {
        self.progress.say("starting \(self.plan.nodes) nodes")
        self.describe(cluster, recorder)
        try await cluster.form()
        let board = StatusBoard(cluster: cluster, recorder: recorder)
        let shared = TrafficShared(recorder: recorder)
        let watching = Task { await board.watch() }
        defer { watching.cancel() }

        self.progress.say("creating \(RoomBook.slots) rooms")
        try await self.createRooms(shared, cluster)
        let show = Task {
            await self.progress.show(minutes: self.plan.minutes, recorder: recorder, board: board)
        }
        let traffic = Task { await self.work(shared, cluster) }
        let final = FinalPhase(
            cluster: cluster, board: board, shared: shared, recorder: recorder)
        do {
            let schedule = FaultSchedule(
                cluster: cluster, board: board, recorder: recorder, progress: self.progress)
            try await schedule.run(self.plan.faults, since: .now)
            let failure = try await final.heal()
            // Some more calls of a cluster that is well.
            try await Task.sleep(for: .seconds(1))
            await self.end(shared, traffic, show)
            try await self.conclude(final, recorder, failure)
        } catch {
            await self.end(shared, traffic, show)
            throw error
        }
        await self.report(cluster, recorder)
        watching.cancel()
        await watching.value
        await board.shutdown()
    }

    /// Makes the folder of the run, and puts its plan there.
    ///
    /// - Throws: `HarnessError` when that cannot be; nothing was done then.
    package func prepare() throws {
        let files = FileManager.default
        do {
            // What a run has left is kept once: it may be what this one is to show again.
            let old = self.options.directory.appendingPathExtension("old")
            if files.fileExists(atPath: self.options.planFile.path) {
                try? files.removeItem(at: old)
                try files.moveItem(at: self.options.directory, to: old)
            } else if files.fileExists(atPath: self.options.directory.path) {
                throw HarnessError(
                    "\(self.options.directory.path) is there and no run has made it")
            }
            try files.createDirectory(
                at: self.options.directory, withIntermediateDirectories: true)
            try self.plan.write(to: self.options.planFile)
        } catch let error as HarnessError {
            throw error
        } catch {
            throw HarnessError(
                "\(self.options.directory.path) cannot be made: \(error.localizedDescription)")
        }
    }

    /// Deletes the nodes' data directories, which are large and prove nothing when the run passed.
    package func discardData() {
        let files = FileManager.default
        for path in (try? files.contentsOfDirectory(atPath: self.options.directory.path)) ?? [] {
            let data = self.options.directory.appendingPathComponent("\(path)/data")
            try? files.removeItem(at: data)
        }
    }

    private func describe(_ cluster: ChaosCluster, _ recorder: HistoryRecorder) {
        var run = MetaRecord.RunRecord(
            at: 0, seed: self.plan.seed,
            nodes: cluster.initialIDs.map { cluster.place($0).name })
        run.scenario = self.plan.scenario
        run.minutes = self.plan.minutes
        run.commit = self.options.commit
        run.replay = self.options.replay
        recorder.record(.meta(.run(run)))
        recorder.record(
            .meta(
                .limits(
                    .init(pins: RoomCall.pins, cohosts: Int(RoomCall.guestSeats)))))
    }

    // MARK: Traffic

    private func createRooms(
        _ shared: TrafficShared, _ cluster: ChaosCluster
    ) async throws {
        var creator = TrafficClient(
            shared: shared, cluster: cluster, node: nil, seed: self.plan.seed &+ 1)
        try await creator.createRooms()
    }

    /// Clients, two thirds of which keep to one node each, and a watch of each busy room.
    private func work(_ shared: TrafficShared, _ cluster: ChaosCluster) async {
        let nodes = cluster.initialIDs
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<self.plan.clients {
                let pinned = number - number / 3 - 1
                let node = number % 3 == 0 ? nil : nodes[pinned % nodes.count]
                let seed = self.plan.seed &+ 1000 &+ UInt64(number)
                group.addTask {
                    var client = TrafficClient(
                        shared: shared, cluster: cluster, node: node, seed: seed)
                    await client.work()
                }
            }
            // Every node has a watch of the hot room and of each warm one.
            for (index, node) in nodes.enumerated() {
                for slot in 0..<RoomBook.busySlots {
                    let seed = self.plan.seed &+ 2000 &+ UInt64(100 * index + slot)
                    group.addTask {
                        await WatchFollower(
                            shared: shared, cluster: cluster, slot: slot, node: node, seed: seed
                        ).work()
                    }
                }
            }
            await group.waitForAll()
        }
    }

    private func end(
        _ shared: TrafficShared, _ traffic: Task<Void, Never>, _ show: Task<Void, Never>
    ) async {
        shared.stop()
        await traffic.value
        show.cancel()
        await show.value
    }

    // MARK: The end

    private func conclude(
        _ final: FinalPhase, _ recorder: HistoryRecorder, _ failure: String?
    ) async throws {
        if let failure {
            recorder.find("the cluster did not recover: \(failure)")
            recorder.settle(recorder.unsettled)
            return
        }
        self.progress.say("asking for \(recorder.unsettled.count) outcomes that are unknown")
        let open = await final.settle()
        if open > 0 { self.progress.say("\(open) outcomes stay unknown") }
        do {
            try await final.converge()
        } catch let error as HarnessError {
            recorder.find(error.description)
        }
        self.progress.say("reading every room at every node")
        await final.readAll()
    }

    private func report(_ cluster: ChaosCluster, _ recorder: HistoryRecorder) async {
        // Polite stops belong to what is tested: each must end with 0.
        for id in await cluster.running { try? await cluster.stop(id) }
        for mishap in await cluster.mishaps {
            recorder.record(.meta(.crash(.init(at: recorder.now, detail: mishap))))
        }
    }
}
