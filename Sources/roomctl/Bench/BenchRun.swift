import Foundation
import NIOPosix
import RoomClient

/// One measurement, from the creation of its rooms to its result.
struct BenchRun: Sendable {
    let options: BenchOptions
    let global: GlobalOptions

    /// 1) Connect and create the rooms.
    /// 2) Let the callers work; what ends within the window after the warm-up is counted.
    /// 3) Add up.
    ///
    /// - Throws: `CommandFailure` when the rooms could not be created.
    func perform() async throws -> BenchResult {
        let executors = MultiThreadedEventLoopGroup.singleton.makeIterator()
            .map { EventLoopTaskExecutor($0) }
        let clients = try await self.makeClients(on: executors)
        do {
            let result = try await self.measureAll(with: clients, on: executors)
            await Self.shutDown(clients)
            return result
        } catch {
            await Self.shutDown(clients)
            throw error
        }
    }

    func makeClients(
        on executors: [EventLoopTaskExecutor]
    ) async throws -> [RoomClient] {
        let endpoints = try await ClientSession.endpoints(global: self.global)
        var options = try ClientSession.options(
            global: self.global, isPinned: self.options.spread)
        // No caller is to be turned away by its own client.
        options.maxInFlight = max(options.maxInFlight, self.options.callers)
        return (0..<self.options.connections).map { number in
            let own = self.options.spread ? [endpoints[number % endpoints.count]] : endpoints
            let eventLoop = executors[number % executors.count].eventLoop
            return RoomClient(endpoints: own, options: options, eventLoopGroup: eventLoop)
        }
    }

    static func shutDown(_ clients: [RoomClient]) async {
        for client in clients {
            await client.shutdown()
        }
    }

    /// The measurement with all that is looked at beside it.
    private func measureAll(
        with clients: [RoomClient], on executors: [EventLoopTaskExecutor]
    ) async throws -> BenchResult {
        let nodes = LocalNodes(endpoints: clients.flatMap(\.endpoints))
        let probe = self.options.observation.syncDirectory ?? nodes.dataFolder
        let fdatasync = probe.flatMap { SyncProbe(directory: $0).measure() }
        let history = try self.options.observation.history.map {
            try BenchHistory(
                path: $0, roomCount: self.options.observation.historyRooms,
                format: self.global.output)
        }
        let ownerID = Self.makeOwnerID()
        let roomIDs = try await self.createRooms(of: ownerID, with: clients[0])
        var result = await self.measure(
            roomIDs, of: ownerID, with: clients, on: executors, nodes: nodes, history: history)
        result.fdatasync = fdatasync
        result.history = try history?.write()
        return result
    }

    static func makeOwnerID() -> String {
        "bench-" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
    }

    func createRooms(of ownerID: String, with client: RoomClient) async throws -> [String] {
        Console.writeError("creating \(self.options.roomCount) rooms of \(ownerID)")
        let session = try ClientSession(client: client, global: self.global)
        return try await BenchRooms(
            session: session, ownerID: ownerID, roomBytes: self.options.roomBytes
        ).create(count: self.options.roomCount)
    }

    /// Lets the callers work on rooms that are there.
    func measure(
        _ roomIDs: [String], of ownerID: String, with clients: [RoomClient],
        on executors: [EventLoopTaskExecutor], nodes: LocalNodes? = nil,
        history: BenchHistory? = nil
    ) async -> BenchResult {
        let begin = ContinuousClock.now
        let start = begin + .seconds(self.options.warmUp)
        let end = start + .seconds(self.options.seconds)
        let shards = max(1, ProcessInfo.processInfo.activeProcessorCount)
        let recorders = (0..<shards).map { _ in
            BenchRecorder(window: start..<end, isOpenLoop: self.options.rate != nil)
        }
        let schedule = self.options.rate.map {
            BenchSchedule(rate: $0, callers: self.options.callers, from: begin, to: end)
        }
        let progress = Task { await BenchProgress(recorders: recorders, start: start).report() }
        async let machine = nodes.flatMap { BenchMachine(nodes: $0) }?.watch(from: start, to: end)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<self.options.callers {
                let place = number % clients.count
                let caller = BenchCaller(
                    number: number, client: clients[place],
                    roomIDs: roomIDs, options: self.options,
                    recorder: recorders[number % recorders.count], history: history)
                let executor = executors[place % executors.count]
                group.addTask(executorPreference: executor) {
                    var caller = caller
                    if let schedule {
                        await caller.work(to: schedule, on: executor.eventLoop)
                    } else {
                        await caller.work(until: end)
                    }
                }
            }
        }
        progress.cancel()
        await progress.value

        var tally = BenchTally()
        for recorder in recorders {
            tally.add(recorder.tally())
        }
        var result = BenchResult(tally: tally, options: self.options, ownerID: ownerID)
        result.machine = await machine?.divided(by: result.operations)
        return result
    }
}
