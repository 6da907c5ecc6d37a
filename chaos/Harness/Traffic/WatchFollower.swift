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

    /// What was told in one stay.
    private struct Told: Sendable {
        var snapshot: WatchRecord.Event?
        var events: [WatchRecord.Event] = []
        var gone: Int64?
        var last: Place?
        /// The next watch begins anew.
        var isLost = false

        init(from place: Place?) {
            self.last = place
        }
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
        let told = await reader.value
        timer.cancel()
        await client.shutdown()
        if told.snapshot != nil || !told.events.isEmpty || told.gone != nil {
            var record = WatchRecord(
                room: room.alias, call: begin,
                result: .init(
                    fromRevision: place?.revision ?? told.snapshot?.revision, events: told.events))
            record.result.snapshot = told.snapshot
            record.result.gone = told.gone
            record.process = self.number
            record.node = "n\(self.node)"
            record.key = key
            record.ret = self.shared.recorder.now
            self.shared.recorder.record(.watch(record))
        }
        return told.isLost ? nil : told.last
    }

    /// Reads until it is cancelled or the watch ends; then says where it was.
    private static func read(
        _ watch: RoomWatch, from place: Place?, key: String, shared: TrafficShared
    ) async -> Told {
        var told = Told(from: place)
        do {
            for try await answer in watch {
                switch answer.update {
                case .snapshot(let snapshot):
                    Self.hear(snapshot.room, of: key, at: shared.recorder.now, &told)
                    told.last?.token = answer.resumeToken
                case .change(let change):
                    guard var seen = told.last else { continue }
                    for event in change.change.events {
                        if case .infoUpdated(let info) = event.event, info.hasTitle {
                            seen.title = info.title
                        }
                    }
                    seen.token = answer.resumeToken
                    seen.revision = Int(change.change.revision)
                    told.last = seen
                    told.events.append(Self.event(seen, at: shared.recorder.now))
                case .progress:
                    told.last?.token = answer.resumeToken
                case .gone:
                    told.gone = shared.recorder.now
                    told.isLost = true
                    return told
                case .leftFilter, nil:
                    told.isLost = true
                    return told
                }
            }
        } catch {
            // What is not kept any more cannot be resumed: the next watch begins anew.
            told.isLost = error.status == .outOfRange
        }
        return told
    }

    /// The room as a whole: what a watch begins with, and later an event, unless nothing is new.
    private static func hear(
        _ room: Roomkeeper_V1_Room, of key: String, at time: Int64, _ told: inout Told
    ) {
        let before = told.last
        let place = Place(
            key: key, token: "", revision: Int(room.revision), title: room.info.title)
        told.last = place
        if before == nil {
            told.snapshot = Self.event(place, at: time)
        } else if before?.revision != place.revision || before?.title != place.title {
            told.events.append(Self.event(place, at: time))
        }
    }

    private static func event(_ place: Place, at time: Int64) -> WatchRecord.Event {
        .init(revision: place.revision, at: time, value: .text(place.title))
    }
}
