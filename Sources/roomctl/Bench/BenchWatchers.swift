import RoomClient
import RoomProtocol

/// Many watches of one room.
final class BenchWatchers: Sendable {
    let recorder = BenchWatchRecorder()
    private let room: String
    private let options: BenchOptions
    private let clients: [RoomClient]
    private let executors: [EventLoopTaskExecutor]
    private let tasks = BenchTaskList()

    init(
        room: String, options: BenchOptions, clients: [RoomClient],
        executors: [EventLoopTaskExecutor]
    ) {
        self.room = room
        self.options = options
        self.clients = clients
        self.executors = executors
    }

    /// Returns when every watch has been told the room.
    func begin() async throws {
        for number in 0..<self.options.watchers {
            let place = number % self.clients.count
            let client = self.clients[place]
            let task = Task(executorPreference: self.executors[place % self.executors.count]) {
                await self.follow(with: client)
            }
            self.tasks.append(task)
        }
        while self.recorder.begun < self.options.watchers {
            if let failure = self.recorder.failure { throw failure }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    func end() async {
        await self.tasks.cancelAll()
    }

    private func follow(with client: RoomClient) async {
        var request = Roomkeeper_V1_WatchRequest()
        request.roomIds = [self.room]
        request.view = .basic
        request.delivery = self.options.lossless ? .lossless : .latest
        request.progressIntervalMs = 10_000
        var isToldFirst = true
        while true {
            do {
                for try await answer in client.watch(request) {
                    if isToldFirst {
                        isToldFirst = false
                        self.recorder.addBeginning()
                    } else {
                        self.record(answer)
                    }
                }
                return
            } catch  where error.reason == Self.outOfRange && !isToldFirst {
                // As a reader does that must go on: what it missed is not kept any more.
                self.recorder.addRestart()
            } catch {
                return self.recorder.fail(error)
            }
        }
    }

    private static let outOfRange = "OUT_OF_RANGE"

    private func record(_ answer: Roomkeeper_V1_WatchResponse) {
        switch answer.update {
        case .snapshot(let snapshot):
            self.recorder.add(
                [snapshot.room.info.title, snapshot.room.info.description_p], isSnapshot: true)
        case .change(let change):
            let update = change.change.events.first?.infoUpdated
            self.recorder.add(
                [update?.title ?? "", update?.description_p ?? ""], isSnapshot: false)
        case .gone, .leftFilter, .progress, nil: break
        }
    }
}
