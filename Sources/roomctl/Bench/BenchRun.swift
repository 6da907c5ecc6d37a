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
            let result = try await self.measure(with: clients, on: executors)
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

    private func measure(
        with clients: [RoomClient], on executors: [EventLoopTaskExecutor]
    ) async throws -> BenchResult {
        let ownerID = Self.makeOwnerID()
        let roomIDs = try await self.createRooms(of: ownerID, with: clients[0])
        return await self.measure(roomIDs, of: ownerID, with: clients, on: executors)
    }

    static func makeOwnerID() -> String {
        "bench-" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
    }

    func createRooms(of ownerID: String, with client: RoomClient) async throws -> [String] {
        Console.writeError("creating \(self.options.roomCount) rooms of \(ownerID)")
        let session = try ClientSession(client: client, global: self.global)
        return try await BenchRooms(session: session, ownerID: ownerID)
            .create(count: self.options.roomCount)
    }

    /// Lets the callers work on rooms that are there.
    func measure(
        _ roomIDs: [String], of ownerID: String, with clients: [RoomClient],
        on executors: [EventLoopTaskExecutor]
    ) async -> BenchResult {
        let start = ContinuousClock.now + .seconds(self.options.warmUp)
        let end = start + .seconds(self.options.seconds)
        let shards = max(1, ProcessInfo.processInfo.activeProcessorCount)
        let recorders = (0..<shards).map { _ in BenchRecorder(window: start..<end) }
        let progress = Task { await BenchProgress(recorders: recorders, start: start).report() }
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<self.options.callers {
                let place = number % clients.count
                let caller = BenchCaller(
                    number: number, client: clients[place],
                    roomIDs: roomIDs, options: self.options,
                    recorder: recorders[number % recorders.count])
                group.addTask(executorPreference: executors[place % executors.count]) {
                    var caller = caller
                    await caller.work(until: end)
                }
            }
        }
        progress.cancel()
        await progress.value

        var tally = BenchTally()
        for recorder in recorders {
            tally.add(recorder.tally())
        }
        return BenchResult(tally: tally, options: self.options, ownerID: ownerID)
    }
}
