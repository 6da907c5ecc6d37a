import NIOPosix
import RoomClient

/// Measures the writes of one room without and with watches of it, in turn.
struct BenchWatchRun: Sendable {
    let bench: BenchRun

    /// - Throws: `CommandFailure` when the room could not be created.
    func perform() async throws -> BenchWatchResult {
        let executors = MultiThreadedEventLoopGroup.singleton.makeIterator()
            .map { EventLoopTaskExecutor($0) }
        let writers = try await self.bench.makeClients(on: executors)
        let watchers = try await self.bench.makeClients(on: executors)
        do {
            let result = try await self.measure(writers, watchers, executors)
            await BenchRun.shutDown(writers + watchers)
            return result
        } catch {
            await BenchRun.shutDown(writers + watchers)
            throw error
        }
    }

    private func measure(
        _ writers: [RoomClient], _ watchers: [RoomClient], _ executors: [EventLoopTaskExecutor]
    ) async throws -> BenchWatchResult {
        let ownerID = BenchRun.makeOwnerID()
        let rooms = try await self.bench.createRooms(of: ownerID, with: writers[0])
        var result = BenchWatchResult(options: self.bench.options, ownerID: ownerID)
        for round in 1...self.bench.options.rounds {
            Console.writeError("round \(round), without watches")
            result.addAlone(
                await self.bench.measure(rooms, of: ownerID, with: writers, on: executors))
            Console.writeError("round \(round), with \(self.bench.options.watchers) watches")
            let watches = BenchWatchers(
                room: rooms[0], options: self.bench.options, clients: watchers,
                executors: executors)
            try await watches.begin()
            watches.recorder.reset()
            let watched = await self.bench.measure(
                rooms, of: ownerID, with: writers, on: executors)
            result.addWatched(watched, watches.recorder.tally())
            await watches.end()
        }
        return result
    }
}
