import Raft

/// A node of a script: its consensus, its disk, and what it wrote and did not yet make durable.
final class InteractionNode {
    enum Event {
        case line(String)
        case message(Message)
    }

    let id: NodeID
    let options: RaftOptions
    /// What the node was formatted with.
    let formatted: Membership
    var raft: RaftNode
    var disk: TestDisk
    /// An old copy of the disk, to be put back.
    var copy: TestDisk?
    private(set) var pendingWrites: [LogWrite] = []
    /// What was handed out for apply since the last start.
    private(set) var applied: [Entry] = []
    private(set) var isUp = true
    /// Nothing becomes durable any more.
    var isDiskHung = false
    /// What was last printed of the node, so that only news is.
    private var shown: Shown
    private var shownCommit: LogIndex

    private struct Shown: Equatable {
        var position: String
        var membership: String
        var votedFor: NodeID?
        var term: Term
        var writtenIndex: LogIndex
        var isForgetful: Bool

        init(_ status: RaftStatus) {
            self.position = Self.position(status)
            self.membership = status.membership.text
            self.votedFor = status.votedFor
            self.term = status.term
            self.writtenIndex = status.lastIndex
            self.isForgetful = status.forgotten != nil
        }

        static func position(_ status: RaftStatus) -> String {
            switch status.role {
            case .leader: "leads term \(status.term)"
            case .follower where status.leader == nil: "follows nobody in term \(status.term)"
            case .follower:
                "follows \(status.leader.map(\.description) ?? "") in term \(status.term)"
            case .preCandidate, .candidate: "is \(status.role.rawValue) in term \(status.term)"
            }
        }
    }

    init(id: NodeID, membership: Membership, options: RaftOptions) {
        let disk = TestDisk(membership: membership)
        let raft = disk.makeNode(id: id, options: options)
        self.id = id
        self.options = options
        self.formatted = membership
        self.shownCommit = raft.status().commitIndex
        self.shown = Shown(raft.status())
        self.disk = disk
        self.raft = raft
    }

    /// Carries out `ready()` until nothing more comes of it.
    ///
    /// Entries count as applied at once, and fetches are served at once.
    func turn() -> [Event] {
        var events: [Event] = []
        var commit = self.shownCommit
        while true {
            let ready = self.raft.ready()
            self.noteStatus(&events)
            if let write = ready.write { events.append(.line(self.begin(write))) }
            events += ready.messages.map { .message($0) }
            for fetch in ready.fetches {
                events.append(.line("reads \(fetch.text) from its log"))
                self.raft.fetched(fetch, entries: self.disk.entries(for: fetch))
            }
            if let last = ready.committed.last {
                self.applied += ready.committed
                events.append(.line("applies \(Entry.text(ready.committed))"))
                self.raft.applied(through: last.index)
                commit = max(commit, last.index)
            }
            events += self.noteAnswers(ready)
            if ready.isEmpty { break }
        }
        let index = self.raft.status().commitIndex
        if index > commit { events.append(.line("commits \(index)")) }
        self.shownCommit = index
        return events
    }

    /// Makes the oldest `count` pending writes durable.
    func sync(_ count: Int = .max) {
        let done = self.pendingWrites.prefix(count)
        guard let last = done.last else { return }
        for write in done { self.disk.store(write) }
        self.pendingWrites.removeFirst(done.count)
        self.raft.durable(through: last.sequence)
    }

    func crash() {
        self.isUp = false
        self.pendingWrites = []
    }

    func restart() {
        self.isUp = true
        self.isDiskHung = false
        self.applied = []
        self.raft = self.disk.makeNode(id: self.id, options: self.options)
        self.shown = Shown(self.raft.status())
        self.shownCommit = self.raft.status().commitIndex
    }

    private func begin(_ write: LogWrite) -> String {
        self.pendingWrites.append(write)
        var parts: [String] = []
        if let hardState = write.hardState {
            if hardState.term != self.shown.term || hardState.votedFor != self.shown.votedFor {
                let vote = hardState.votedFor.map { "vote for \($0)" } ?? "no vote"
                parts.append("term \(hardState.term) with \(vote)")
            }
            self.shown.term = hardState.term
            self.shown.votedFor = hardState.votedFor
        }
        if let install = write.install {
            parts.append("the snapshot at \(install.index)/\(install.term) in place of its log")
            self.shown.writtenIndex = install.index
        }
        if let first = write.entries.first?.index, let last = write.entries.last?.index {
            let old = self.shown.writtenIndex
            let replaced = first <= old ? " in place of \(LogIndex.text(first, old))" : ""
            parts.append(Entry.text(write.entries) + replaced)
            self.shown.writtenIndex = last
        }
        return "writes #\(write.sequence): \(parts.joined(separator: ", "))"
    }

    private func noteStatus(_ events: inout [Event]) {
        let status = self.raft.status()
        let position = Shown.position(status)
        if position != self.shown.position {
            events.append(.line(position))
            self.shown.position = position
        }
        let membership = status.membership.text
        if membership != self.shown.membership {
            events.append(.line("goes by \(membership)"))
            self.shown.membership = membership
        }
        if let forgotten = status.forgotten, !self.shown.isForgetful {
            self.shown.isForgetful = true
            events.append(
                .line(
                    "takes no part: it acknowledged \(forgotten.index) in term \(forgotten.term)"))
        }
    }

    private func noteAnswers(_ ready: Ready) -> [Event] {
        var lines = ready.readStates.map { "may serve read \($0.request) at \($0.index)" }
        lines += ready.refusedReads.map { "refuses read \($0)" }
        lines += ready.snapshotTargets.map { "wants a snapshot for \($0)" }
        if let truncation = ready.truncation {
            self.disk.truncate(truncation)
            lines.append("drops its log through \(truncation.index)")
        }
        if let restore = ready.restore {
            lines.append("opens the snapshot at \(restore.index)")
            self.raft.restored()
        }
        return lines.map { .line($0) }
    }
}
