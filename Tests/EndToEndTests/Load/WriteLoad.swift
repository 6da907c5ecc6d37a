import RoomClient
import RoomProtocol

/// Writers that work at the same time, each on rooms of its own.
enum WriteLoad {
    /// Writes while `story` runs, and returns what was acknowledged.
    ///
    /// - Parameters:
    ///   - first: the number of the first writer; a second load on the same rooms has others.
    ///   - node: a node that runs.
    static func run(
        on cluster: TestCluster, writers: Int = 8, from first: Int = 0, of node: UInt64 = 1,
        while story: (LoadProgress) async throws -> Void
    ) async throws -> [RoomRecord] {
        let groupTime = try await cluster.status(of: node).groupTime
        let progress = LoadProgress()
        return try await cluster.withClient { client in
            try await withThrowingTaskGroup(of: [RoomRecord].self) { group in
                for number in first..<first + writers {
                    group.addTask {
                        var writer = RoomWriter(
                            number: number, client: client, progress: progress,
                            groupTime: groupTime)
                        do {
                            return try await writer.work()
                        } catch {
                            progress.fail(error)
                            throw error
                        }
                    }
                }
                do {
                    try await story(progress)
                } catch {
                    progress.stop()
                    throw error
                }
                progress.stop()
                return try await group.reduce(into: []) { $0 += $1 }
            }
        }
    }
}
