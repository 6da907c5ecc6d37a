import ByteCoding
import Raft
import RoomMapping
import RoomProtocol
import RoomReplica
import RoomServer
import RoomState
import Testing
import Watching

/// A watcher is driven through random schedules: entries, batches, reads that take their time, slow
/// readers, broken connections. Whatever happens, the client that resumes with its last token sees
/// every change once and in order, or, for the latest, ends with the newest.
@Suite struct WatcherPropertyTests {
    private static let seeds: Range<UInt64> = 0..<600

    @Test(arguments: ["rooms", "rooms latest", "filter", "filter latest", "revision"])
    func everyScheduleTellsTheTruth(_ kind: String) throws {
        var changes = 0
        for seed in Self.seeds {
            var run = try WatcherRun(kind, seed: seed)
            run.play()
            run.finish()
            changes += run.twin.changes
            #expect(run.twin.faults == [], "\(kind), seed \(seed)")
            #expect(run.twin.known == run.truth, "\(kind), seed \(seed)")
            if !run.twin.faults.isEmpty || run.twin.known != run.truth { return }
        }
        #expect(changes > 1000)
    }

    /// The same with a bound so small that it is met all the time: the latest conflate, the others
    /// are cut off and resume.
    @Test(arguments: ["rooms", "rooms latest", "filter", "filter latest"])
    func tinyBoundsLoseNothing(_ kind: String) throws {
        var slow = 0
        for seed in Self.seeds {
            var bounds = Watcher.Bounds()
            bounds.pendingUpdates = 3
            bounds.heldChanges = 6
            var run = try WatcherRun(kind, seed: seed, bounds: bounds)
            run.play()
            run.finish()
            slow += run.slowReaders + run.conflations
            #expect(run.twin.faults == [], "\(kind), seed \(seed)")
            #expect(run.twin.known == run.truth, "\(kind), seed \(seed)")
            if !run.twin.faults.isEmpty || run.twin.known != run.truth { return }
        }
        #expect(slow > 100)
    }
}

/// One schedule.
struct WatcherRun {
    private let request: Roomkeeper_V1_WatchRequest
    private let bounds: Watcher.Bounds
    private var dice: Dice
    private var world: WatchWorld
    private var watcher: Watcher
    private var plan: WatchPlan
    /// Offered to the watcher.
    private var offered: LogIndex
    private var read: WatchRead?
    private(set) var twin: WatchReaderTwin
    private(set) var slowReaders = 0
    private(set) var conflations = 0

    init(_ kind: String, seed: UInt64, bounds: Watcher.Bounds = Watcher.Bounds()) throws {
        var dice = Dice(seed: seed)
        var world = WatchWorld(rooms: 6)
        for _ in 0..<dice.below(20) { world.append(using: &dice) }
        var request = Roomkeeper_V1_WatchRequest()
        if kind.hasPrefix("filter") {
            request.filter.states = [.live]
        } else {
            request.roomIds = world.rooms.prefix(kind == "revision" ? 1 : 4).map(\.rawValue)
        }
        if kind == "revision" { request.afterRevision = 0 }
        request.delivery = kind.hasSuffix("latest") ? .latest : .lossless
        self.request = request
        self.bounds = bounds
        self.dice = dice
        self.world = world
        self.plan = try WatchPlan(request, cluster: WatchWorld.cluster)
        self.offered = world.index
        self.watcher = Watcher(
            plan: self.plan, node: WatchWorld.node, offered: world.index, bounds: bounds)
        self.twin = WatchReaderTwin(
            isLossless: self.plan.isLossless, isFilter: request.hasFilter)
    }

    /// What a client should know in the end.
    var truth: [String: UInt64] {
        var truth: [String: UInt64] = [:]
        for id in self.world.rooms {
            guard let room = self.world.room(id, at: self.world.index) else { continue }
            let isWatched =
                switch self.plan.target {
                case .rooms(let rooms): rooms.contains(id)
                case .filter(let filter): filter.matches(room)
                }
            if isWatched { truth[id.rawValue] = room.revision }
        }
        return truth
    }

    mutating func play() {
        for _ in 0..<120 {
            switch self.dice.below(10) {
            case 0...2: self.world.append(using: &self.dice)
            case 3, 4: self.offer(entries: 1 + self.dice.below(3))
            case 5: self.beginRead()
            case 6: self.answerRead()
            case 7, 8: self.take(self.dice.below(4))
            default: if self.dice.below(4) == 0 { self.resume() }
            }
        }
    }

    /// Lets everything come to its end.
    mutating func finish() {
        for _ in 0..<80 {
            self.offer(entries: .max)
            self.take(.max)
            self.beginRead()
            self.answerRead()
        }
        guard let progress = self.watcher.progress(at: GroupTime(milliseconds: 1)) else {
            Issue.record("the watch does not come to rest")
            return
        }
        self.twin.take(progress.message())
        #expect(self.watcher.heldBytes == 0)
    }

    private mutating func offer(entries: Int) {
        let behind = Int(self.world.index.rawValue - self.offered.rawValue)
        let last = self.offered.advanced(by: min(entries, behind))
        for change in self.world.changes(after: self.offered, through: last) {
            let isWatched =
                if case .rooms(let rooms) = self.plan.target {
                    rooms.contains(change.change.roomID)
                } else { true }
            if isWatched { self.watcher.offer(WatchedChange(change)) }
        }
        self.offered = last
        self.watcher.advance(to: last)
        self.noteFailure()
    }

    private mutating func beginRead() {
        if self.read == nil { self.read = self.watcher.takeRead() }
    }

    /// Reads at some index between what was offered and the newest.
    private mutating func answerRead() {
        guard let read = self.read else { return }
        let behind = Int(self.world.index.rawValue - self.offered.rawValue)
        let index = self.offered.advanced(by: self.dice.below(behind + 1))
        self.read = nil
        self.watcher.received(
            self.world.chunk(
                for: read, plan: self.plan, at: index, size: 1 + self.dice.below(3)))
        self.noteFailure()
    }

    private mutating func take(_ count: Int) {
        var taken = 0
        while taken < count, let update = self.watcher.take() {
            self.twin.take(update.message())
            taken += 1
        }
    }

    private mutating func noteFailure() {
        guard let failure = self.watcher.failure else { return }
        #expect(failure.reason == "SLOW_CONSUMER")
        self.slowReaders += 1
        if self.twin.token.isEmpty, let token = failure.metadata[Watcher.tokenKey] {
            // Nothing was told: its token begins anew.
            #expect(!token.isEmpty)
        }
        self.resume()
    }

    /// The connection breaks; the client comes back with what it was told last.
    private mutating func resume() {
        self.conflations += self.watcher.conflations
        var request = self.request
        if !self.twin.token.isEmpty { request.resumeToken = self.twin.token }
        do {
            self.plan = try WatchPlan(request, cluster: WatchWorld.cluster)
        } catch {
            Issue.record("the token is refused: \(error.message)")
            return
        }
        // Another node, perhaps one that is not further than the last.
        let newest = self.plan.requiredIndex ?? .zero
        self.offered = max(self.offered, newest)
        self.watcher = Watcher(
            plan: self.plan, node: WatchWorld.node, offered: self.offered, bounds: self.bounds)
        self.read = nil
    }
}
