internal import ByteCoding
package import Raft

/// A leader's one snapshot on its way to all members that need it.
///
/// It is made when the first of them asks, shared by those who come while it is there, and deleted
/// when the last one has it. As long as it is there, the log after it is kept.
package struct SnapshotSender: Sendable {
    /// What is to be told, and to be done; emptied by the replica in every turn.
    package struct Output: Sendable {
        package var messages: [(node: NodeID, message: SnapshotMessage)] = []
        package var work: [(purpose: Purpose, work: SnapshotTask.Work)] = []
        /// Whether something was sent again.
        package var hasRetried = false
        /// Members whose wait is over, with the index they now have, or `nil` to start over.
        package var ended: [(node: NodeID, index: LogIndex?)] = []
    }

    /// What a task was for.
    package enum Purpose: Equatable, Sendable {
        case create
        case read(NodeID, offset: UInt64)
        case release
    }

    private struct Target: Sendable {
        let node: NodeID
        /// Whether it has answered the offer.
        var isReceiving = false
        /// Bytes that it has stored, and bytes asked for to be sent.
        var stored: UInt64 = 0
        var sent: UInt64 = 0
        var heardAt: UInt64
        /// When something was last offered or sent again.
        var triedAt: UInt64
    }

    private enum Stage: Sendable {
        case none
        case creating
        case made(SnapshotManifest, StableHash)
    }

    private let options: SnapshotOptions
    /// Ticks without an answer after which an offer or a chunk is repeated.
    private let retryTicks: UInt64
    /// Ticks without an answer after which a member is given up; it asks anew when it is back.
    private let patienceTicks: UInt64
    private var stage = Stage.none
    /// Sorted by node.
    private var targets: [Target] = []
    private var budget = 0
    private var createAt: UInt64 = 0
    private var output = Output()

    package init(options: SnapshotOptions, electionTicks: Int) {
        self.options = options
        self.retryTicks = UInt64(electionTicks)
        self.patienceTicks = UInt64(electionTicks) * 20
    }

    /// Entries after this index must stay in the log; `nil` when none must for a snapshot's sake.
    ///
    /// - Parameter truncated: where the log begins now; kept while a snapshot is made, for its
    ///   index is not known yet.
    func retained(truncated: LogIndex) -> LogIndex? {
        switch self.stage {
        case .none: nil
        case .creating: truncated
        case .made(let manifest, _): manifest.applied.index
        }
    }

    var isIdle: Bool { self.targets.isEmpty }

    /// How far each member is that needs it; empty while it is being made.
    package var progress: [SnapshotDelivery] {
        guard case .made(let manifest, _) = self.stage else { return [] }
        return self.targets.map {
            SnapshotDelivery(node: $0.node, storedBytes: $0.stored, bytes: manifest.size)
        }
    }

    package mutating func takeOutput() -> Output {
        defer { self.output = Output() }
        return self.output
    }

    /// A member needs a snapshot.
    package mutating func add(_ node: NodeID, at tick: UInt64) {
        guard !self.targets.contains(where: { $0.node == node }) else { return }
        let position = self.targets.firstIndex { $0.node > node } ?? self.targets.endIndex
        self.targets.insert(Target(node: node, heardAt: tick, triedAt: 0), at: position)
    }

    /// This node leads no more.
    package mutating func removeAll() {
        self.targets = []
        self.releaseIfUnused()
    }

    package mutating func tick() {
        guard !self.targets.isEmpty else { return }
        self.budget = min(self.budget + self.options.bytesPerTick, 2 * self.options.bytesPerTick)
    }

    /// Moves everything on that can move.
    package mutating func advance(
        at tick: UInt64, term: Term, membership: (LogIndex) -> MembershipRecord
    ) {
        guard !self.targets.isEmpty else { return }
        self.giveUpSilent(at: tick)
        switch self.stage {
        case .none:
            if !self.targets.isEmpty, tick >= self.createAt {
                self.stage = .creating
                self.output.work.append((.create, .create))
            }
        case .creating:
            break
        case .made(let manifest, let id):
            let offer = SnapshotOffer(
                term: term, manifest: manifest, membership: membership(manifest.applied.index))
            for position in self.targets.indices {
                self.advance(position, offer: offer, id: id, at: tick)
            }
            self.releaseIfUnused()
        }
    }

    package mutating func didHear(_ progress: SnapshotProgress, from node: NodeID, at tick: UInt64)
    {
        guard case .made(let manifest, let id) = self.stage, progress.snapshot == id,
            let position = self.targets.firstIndex(where: { $0.node == node })
        else { return }
        self.targets[position].heardAt = tick
        switch progress.state {
        case .receiving:
            guard progress.received <= manifest.size else { return }
            if !self.targets[position].isReceiving {
                self.targets[position].isReceiving = true
                self.targets[position].sent = progress.received
            }
            if progress.received > self.targets[position].stored {
                self.targets[position].triedAt = tick
            }
            self.targets[position].stored = progress.received
            self.targets[position].sent = max(self.targets[position].sent, progress.received)
        case .done:
            self.targets.remove(at: position)
            self.output.ended.append((node, manifest.applied.index))
            self.releaseIfUnused()
        case .failed where self.targets[position].stored == manifest.size:
            // All of it came and did not pass: what was made is damaged.
            self.makeAnew(at: tick)
        case .failed:
            // Offered again after a while: its disk may be full for now.
            self.targets[position].isReceiving = false
            self.targets[position].stored = 0
            self.targets[position].triedAt = tick
        }
    }

    package mutating func didFinish(
        _ purpose: Purpose, _ outcome: SnapshotResult.Outcome, at tick: UInt64
    ) {
        switch (purpose, outcome) {
        case (.create, .created(let manifest)):
            self.stage = .made(manifest, manifest.id)
            self.releaseIfUnused()
        case (.create, _):
            self.stage = .none
            self.createAt = tick + self.retryTicks
        case (.read(let node, let offset), .read(let bytes)):
            guard case .made(_, let id) = self.stage,
                self.targets.contains(where: { $0.node == node })
            else { return }
            self.output.messages.append(
                (node, .chunk(SnapshotChunk(snapshot: id, offset: offset, bytes: bytes))))
        case (.read, _):
            self.makeAnew(at: tick)
        case (.release, _):
            break
        }
    }

    private mutating func advance(
        _ position: Int, offer: SnapshotOffer, id: StableHash, at tick: UInt64
    ) {
        let target = self.targets[position]
        let mustRetry = target.triedAt == 0 || tick >= target.triedAt + self.retryTicks
        guard target.isReceiving else {
            if mustRetry {
                self.targets[position].triedAt = tick
                self.output.messages.append((target.node, .offer(offer)))
            }
            return
        }
        if mustRetry {
            // Chunks or answers were lost, or the receiver started anew: it says where it is.
            self.targets[position].triedAt = tick
            self.targets[position].sent = target.stored
            self.output.hasRetried = true
            self.output.messages.append((target.node, .offer(offer)))
        }
        let size = offer.manifest.size
        let chunk = min(self.options.chunkBytes, Limits.snapshotChunkBytes)
        let window = UInt64(Limits.snapshotChunksInFlight * chunk)
        while self.budget > 0, self.targets[position].sent < size,
            self.targets[position].sent < self.targets[position].stored + window
        {
            let offset = self.targets[position].sent
            let count = Int(min(UInt64(chunk), size - offset))
            self.targets[position].sent += UInt64(count)
            self.budget -= count
            self.output.work.append(
                (.read(target.node, offset: offset), .read(offset: offset, count: count)))
        }
    }

    /// The snapshot cannot be read, or is not what it should be: another one is made for everyone,
    /// in whose place that one then is.
    private mutating func makeAnew(at tick: UInt64) {
        self.stage = .none
        self.createAt = tick + self.retryTicks
        for position in self.targets.indices {
            self.targets[position] = Target(
                node: self.targets[position].node, heardAt: tick, triedAt: 0)
        }
    }

    private mutating func giveUpSilent(at tick: UInt64) {
        for target in self.targets where tick >= target.heardAt + self.patienceTicks {
            self.output.ended.append((target.node, nil))
        }
        self.targets.removeAll { tick >= $0.heardAt + self.patienceTicks }
        self.releaseIfUnused()
    }

    private mutating func releaseIfUnused() {
        guard self.targets.isEmpty, case .made = self.stage else { return }
        self.stage = .none
        self.output.work.append((.release, .release))
    }
}
