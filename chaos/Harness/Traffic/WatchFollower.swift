import Linearizability
import RoomClient
import RoomProtocol
import SwiftProtobuf
import Synchronization

/// Follows one room, at one node after the other, and writes down what it was told.
struct WatchFollower {
    /// How long it stays with one node, in milliseconds.
    private static let stay = 4000...15000

    private let shared: TrafficShared
    private let cluster: ChaosCluster
    private let slot: Int
    private var generator: SeededGenerator
    private var node: UInt64
    private let number: Int
    private var watches = 0

    init(shared: TrafficShared, cluster: ChaosCluster, slot: Int, node: UInt64, seed: UInt64) {
        self.shared = shared
        self.cluster = cluster
        self.slot = slot
        self.node = node
        self.generator = SeededGenerator(seed: seed)
        self.number = shared.nextProcess()
    }

    /// Where one stay ended.
    private struct Place: Sendable {
        var key: String
        var token: String
        var revision: Int
        var title: String
    }

    func work() async {
        var follower = self
        await follower.follow()
    }

    private mutating func follow() async {
        var place: Place?
        while !self.shared.isStopped {
            guard let room = self.shared.book.room(in: self.slot) else {
                try? await Task.sleep(for: .milliseconds(100))
                continue
            }
            let stay = Duration.milliseconds(Int.random(in: Self.stay, using: &self.generator))
            place = await self.stay(stay, room: room, from: place)
            if let next = await self.cluster.members.randomElement(using: &self.generator) {
                self.node = next
            }
        }
    }

    private mutating func stay(
        _ time: Duration, room: RoomBook.Room, from place: Place?
    ) async -> Place? {
        self.watches += 1
        var options = RoomClientOptions()
        options.useLearnedEndpoints = false
        options.preferLeader = false
        options.connectTimeout = .milliseconds(250)
        let client = RoomClient(
            endpoints: [self.cluster.place(self.node).proxiedEndpoint], options: options)
        let request = Roomkeeper_V1_WatchRequest.with {
            $0.roomIds = [room.roomID]
            $0.delivery = .lossless
            $0.view = .full
            if let place { $0.resumeToken = place.token }
        }
        let shared = self.shared
        let key = place?.key ?? "w\(self.number)-\(self.watches)"
        let begin = shared.recorder.now
        let reader = Task {
            await Self.read(client.watch(request), from: place, key: key, shared: shared)
        }
        let timer = Task {
            // A run that is over is not waited for.
            let end = ContinuousClock.now + time
            while ContinuousClock.now < end, !shared.isStopped {
                try? await Task.sleep(for: .milliseconds(100))
            }
            reader.cancel()
        }
        let (first, last, events, isLost) = await reader.value
        timer.cancel()
        await client.shutdown()
        if let last, !events.isEmpty || place == nil {
            var record = WatchRecord(
                room: room.alias, call: begin,
                result: .init(
                    fromRevision: place?.revision ?? first, events: events))
            record.process = self.number
            record.node = "n\(self.node)"
            record.key = last.key
            record.ret = self.shared.recorder.now
            self.shared.recorder.record(.watch(record))
        }
        return isLost ? nil : last ?? place
    }

    /// Reads until it is cancelled or the watch ends; then says where it was.
    private static func read(
        _ watch: RoomWatch, from place: Place?, key: String, shared: TrafficShared
    ) async -> (first: Int?, last: Place?, events: [WatchRecord.Event], isLost: Bool) {
        var first: Int?
        var last = place
        var events: [WatchRecord.Event] = []
        do {
            for try await answer in watch {
                switch answer.update {
                case .snapshot(let snapshot):
                    last = Place(
                        key: key, token: answer.resumeToken,
                        revision: Int(snapshot.room.revision), title: snapshot.room.info.title)
                    first = first ?? last?.revision
                case .change(let change):
                    guard var seen = last else { continue }
                    for event in change.change.events {
                        if case .infoUpdated(let info) = event.event, info.hasTitle {
                            seen.title = info.title
                        }
                    }
                    seen.token = answer.resumeToken
                    seen.revision = Int(change.change.revision)
                    last = seen
                    events.append(
                        .init(
                            revision: seen.revision, at: shared.recorder.now,
                            value: .text(seen.title)))
                case .progress:
                    last?.token = answer.resumeToken
                case .gone, .leftFilter, nil:
                    return (first, last, events, true)
                }
            }
        } catch {
            // What is not kept any more cannot be resumed: the next watch begins anew.
            return (first, last, events, error.status == .outOfRange)
        }
        return (first, last, events, false)
    }
}
