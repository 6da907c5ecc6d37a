import Linearizability
import RoomClient
import RoomProtocol

/// How the nodes see themselves, looked at again and again.
///
/// It also holds them to what consensus promises whatever happens: no term has two leaders, and no
/// node forgets its term or its vote; and nodes that have applied the same have the same digest.
actor StatusBoard {
    private static let period = Duration.milliseconds(150)
    private static let patience = Duration.milliseconds(400)

    private let cluster: ChaosCluster
    private let recorder: HistoryRecorder
    private let client: RoomClient
    private var latest: [UInt64: Roomkeeper_V1_NodeStatusResponse] = [:]
    private var shown: [UInt64: MetaRecord.NodeRecord] = [:]
    /// Of which start the shown state is: what the cluster records of it itself goes past `show`.
    private var changes: [UInt64: Int] = [:]
    private var leaders: [UInt64: UInt64] = [:]
    /// What each node tells of its term and vote, and since when.
    private var seen: [UInt64: (promise: Promise, since: ContinuousClock.Instant)] = [:]
    /// What each node must not forget any more.
    private var kept: [UInt64: Promise] = [:]
    private var digests = DigestBook()

    init(cluster: ChaosCluster, recorder: HistoryRecorder) {
        self.cluster = cluster
        self.recorder = recorder
        var options = RoomClientOptions()
        options.useLearnedEndpoints = false
        self.client = RoomClient(
            endpoints: cluster.places.map { $0.directEndpoint }, options: options)
    }

    /// Looks until the task is cancelled.
    func watch() async {
        while !Task.isCancelled {
            await self.look()
            try? await Task.sleep(for: Self.period)
        }
    }

    func shutdown() async { await self.client.shutdown() }

    /// The leader of the newest term among the nodes that run, if one is known.
    var leader: UInt64? {
        get async {
            let running = Set(await self.cluster.running)
            return self.latest.values
                .filter { $0.role == "leader" && running.contains($0.nodeID) }
                .max { $0.term < $1.term }?.nodeID
        }
    }

    /// Asks a node now.
    func ask(_ id: UInt64) async -> Roomkeeper_V1_NodeStatusResponse? {
        try? await self.client.nodeStatus(
            endpoint: self.cluster.place(id).directEndpoint, timeout: Self.patience)
    }

    /// What each node is, for the progress line.
    func summary() async -> String {
        var words: [String] = []
        for id in await self.cluster.used {
            guard let state = await self.cluster.state(of: id), state != .removed else { continue }
            let word = state == .running ? self.latest[id]?.role ?? "starting" : state.rawValue
            words.append("\(self.cluster.place(id).name):\(word)")
        }
        return words.joined(separator: " ")
    }

    private func look() async {
        let running = await self.cluster.running
        let statuses = await withTaskGroup(
            of: (UInt64, Roomkeeper_V1_NodeStatusResponse?).self
        ) { group in
            for id in running {
                group.addTask { (id, await self.ask(id)) }
            }
            var answers: [(UInt64, Roomkeeper_V1_NodeStatusResponse)] = []
            for await (id, status) in group {
                if let status { answers.append((id, status)) }
            }
            return answers
        }
        for (id, status) in statuses.sorted(by: { $0.0 < $1.0 }) {
            // A node that ended while it was asked is shown as down by the cluster.
            guard await self.cluster.state(of: id) == .running else { continue }
            let changes = await self.cluster.changes(of: id)
            if self.changes[id] != changes {
                self.changes[id] = changes
                self.shown[id] = nil
            }
            self.latest[id] = status
            self.show(id, status)
            await self.judge(id, status)
        }
    }

    private func show(_ id: UInt64, _ status: Roomkeeper_V1_NodeStatusResponse) {
        let state: NodeState =
            switch status.role {
            case "leader": .leader
            case "learner": .learner
            case "candidate", "pre-candidate": .candidate
            default: status.ready ? .follower : .starting
            }
        let record = MetaRecord.NodeRecord(
            at: self.recorder.now, node: self.cluster.place(id).name, state: state,
            term: status.term)
        if let last = self.shown[id], last.state == record.state, last.term == record.term {
            return
        }
        self.shown[id] = record
        self.recorder.record(.meta(.node(record)))
    }

    /// The node's directory is replaced: it may have forgotten everything.
    func forget(_ id: UInt64) {
        self.latest[id] = nil
        self.seen[id] = nil
        self.kept[id] = nil
    }

    private func judge(_ id: UInt64, _ status: Roomkeeper_V1_NodeStatusResponse) async {
        if status.role == "leader" {
            if let other = self.leaders[status.term], other != id {
                self.find("n\(other) and n\(id) both lead term \(status.term)")
            }
            self.leaders[status.term] = id
        }
        if let complaint = NodeComplaint.words(alarm: status.alarm, reason: status.notReadyReason) {
            self.find("n\(id) says: \(complaint)")
        }
        self.compare(id, status)
        let promise = Promise(term: status.term, votedFor: status.votedFor)
        if let kept = self.kept[id], let broken = promise.breaks(kept) {
            self.find("n\(id) \(broken)")
        }
        // What a node tells may not be on its disk yet. After a second it is, unless that hangs.
        let control = try? await self.cluster.control(of: id)
        let isSlow = control.map { $0.get(.stalled) != 0 || $0.get(.syncDelay) != 0 } ?? true
        guard let seen = self.seen[id], seen.promise == promise, !isSlow else {
            self.seen[id] = (promise, .now)
            return
        }
        if ContinuousClock.now - seen.since > .seconds(1) { self.kept[id] = promise }
    }

    /// Holds the digests that a node tells against those of the others.
    ///
    /// Those that differ go into the history, and the verdict is the checker's.
    private func compare(_ id: UInt64, _ status: Roomkeeper_V1_NodeStatusResponse) {
        let told =
            status.digests.map { ($0.appliedIndex, $0.stateDigest) }
            + [(status.appliedIndex, status.stateDigest)]
        for (index, digest) in told {
            for entry in self.digests.differing(node: id, applied: index, digest: digest) {
                self.recorder.record(
                    .meta(
                        .digest(
                            .init(
                                at: self.recorder.now, node: self.cluster.place(entry.node).name,
                                applied: index, digest: entry.digest))))
            }
        }
    }

    private func find(_ sentence: String) { self.recorder.find(sentence) }
}
