import RoomClient
import RoomProtocol
import SwiftProtobuf
import Synchronization
import Testing

extension EndToEnd {
    /// A watch goes on when nodes die, and tells exactly what was acknowledged.
    @Suite struct WatchTests {
        /// A room that is watched while the body writes it, and a watch that told all of it.
        private static func run(
            _ body: (TestCluster, inout TitleWriter, WatchRecord) async throws -> Void
        ) async throws {
            try await TestCluster.run { cluster in
                let endpoints = cluster.nodes.map(\.nativeEndpoint)
                var writer = TitleWriter(endpoints: endpoints)
                try await writer.create()
                let watcher = try WatchRecord(room: writer.room, endpoints: endpoints)
                let watching = Task { try await watcher.follow() }
                try await body(cluster, &writer, watcher)
                watching.cancel()
                try await watching.value
                #expect(watcher.titles == writer.titles.filter { $0.key > watcher.begun })
                await writer.client.shutdown()
                await watcher.client.shutdown()
            }
        }

        @Test(.timeLimit(.minutes(5)))
        func aWatchSurvivesTheDeathOfItsNodeAndOfTheLeader() async throws {
            try await Self.run { cluster, writer, watcher in
                try await writer.write(100)
                // First whoever tells the watch, then whoever leads; each comes back before the
                // next goes, for two of three must stay.
                try await watcher.waitUntilTold(writer.revision)
                for _ in 0..<3 {
                    let server = watcher.servedBy
                    await cluster.kill([server])
                    try await writer.write(100)
                    try await cluster.start([server])
                    try await watcher.waitUntilTold(writer.revision)
                    let leader = try await cluster.leader()
                    await cluster.kill([leader])
                    try await writer.write(100)
                    try await cluster.start([leader])
                    try await watcher.waitUntilTold(writer.revision)
                }
                #expect(watcher.served.count > 1)
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func aWatchOfANodeThatIsRemovedGoesOnElsewhere() async throws {
            // A removed node runs on, and nobody tells it of changes any more.
            try await Self.run { cluster, writer, watcher in
                try await writer.write(10)
                try await watcher.waitUntilTold(writer.revision)
                let server = watcher.servedBy
                let removed = try await cluster.roomctl("cluster", "remove", String(server))
                try #require(removed.exitCode == 0, "\(removed)")
                try await writer.write(10)
                try await watcher.waitUntilTold(writer.revision)
                #expect(watcher.servedBy != server)
            }
        }
    }
}

/// Sets one title of a room after the other, and remembers which revision each became.
struct TitleWriter {
    let client: RoomClient
    private(set) var room = ""
    private(set) var revision: UInt64 = 0
    private(set) var titles: [UInt64: String] = [:]

    init(endpoints: [String]) {
        self.client = RoomClient(endpoints: endpoints)
    }

    mutating func create() async throws {
        var create = Roomkeeper_V1_Create()
        create.ownerID = "watched"
        create.info.title = "new"
        let response = try await self.mutate(.create(create))
        self.room = response.roomID
        self.revision = response.revision
    }

    mutating func write(_ count: Int) async throws {
        for _ in 0..<count {
            var update = Roomkeeper_V1_UpdateInfo()
            update.title = "title \(self.revision + 1)"
            let response = try await self.mutate(.updateInfo(update))
            guard response.revision == self.revision + 1 else {
                throw TestFailure("revision \(response.revision) follows \(self.revision)")
            }
            self.revision = response.revision
            self.titles[response.revision] = update.title
        }
    }

    /// Repeats under one request id until there is an answer.
    private func mutate(
        _ operation: Roomkeeper_V1_Operation.OneOf_Op
    ) async throws -> Roomkeeper_V1_MutateResponse {
        var request = Roomkeeper_V1_MutateRequest()
        request.roomID = self.room
        request.operations = [.with { $0.op = operation }]
        switch await self.client.mutate(request, timeout: .seconds(30)) {
        case .ok(let response): return response
        case .rejected(let error), .unknown(let error):
            throw TestFailure("a change of the watched room has no answer: \(error)")
        }
    }
}

/// Follows a room and keeps what it is told.
final class WatchRecord: Sendable {
    fileprivate struct State {
        var begun: UInt64 = 0
        var newest: UInt64 = 0
        var titles: [UInt64: String] = [:]
        var served: Set<UInt64> = []
        var servedBy: UInt64 = 0
    }

    let client: RoomClient
    private let request: Roomkeeper_V1_WatchRequest
    private let state = Mutex(State())

    init(room: String, endpoints: [String]) throws {
        self.client = RoomClient(endpoints: endpoints)
        self.request = .with { $0.roomIds = [room] }
    }

    var begun: UInt64 { self.state.withLock { $0.begun } }
    var titles: [UInt64: String] { self.state.withLock { $0.titles } }
    var served: Set<UInt64> { self.state.withLock { $0.served } }
    var servedBy: UInt64 { self.state.withLock { $0.servedBy } }

    func follow() async throws {
        for try await answer in self.client.watch(self.request) {
            try self.state.withLock { try $0.take(answer) }
        }
    }

    func waitUntilTold(_ revision: UInt64) async throws {
        try await Eventually.holds("revision \(revision) is told") {
            self.state.withLock { $0.newest >= revision }
        }
    }
}

extension WatchRecord.State {
    fileprivate mutating func take(_ answer: Roomkeeper_V1_WatchResponse) throws {
        self.servedBy = answer.nodeID
        self.served.insert(answer.nodeID)
        switch answer.update {
        case .snapshot(let snapshot):
            guard self.begun == 0 else {
                throw TestFailure("a second snapshot, at \(snapshot.room.revision)")
            }
            self.begun = snapshot.room.revision
            self.newest = snapshot.room.revision
        case .change(let change):
            guard change.change.revision == self.newest + 1, change.prevRevision == self.newest
            else {
                throw TestFailure("revision \(change.change.revision) follows \(self.newest)")
            }
            self.newest = change.change.revision
            self.titles[self.newest] =
                change.change.events.first?.infoUpdated.title ?? "no title"
        case .progress: break
        default: throw TestFailure("unexpected \(answer)")
        }
    }
}
