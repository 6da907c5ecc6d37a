/// What keeps a node from taking its full part: a snapshot being installed, or lost entries.
struct RepairState: Sendable {
    /// A snapshot that is received and verified, to be installed by a write of the log.
    struct Install: Sendable {
        var snapshot: SnapshotInstall
        /// The leader to tell, once it is installed.
        var leader: NodeID
        /// The write that carries it; `nil` until it is handed out.
        var sequence: IOSequence?
    }

    var install: Install?
    /// Whether the disk has no room for more entries.
    var refusesEntries = false
    /// The latest that each peer acknowledged, as far as this node's log remembers it.
    private(set) var remembered: [PeerAcknowledgement]
    /// Those of them that no write carries yet.
    private var unwritten: [PeerAcknowledgement] = []
    /// The log begins after a snapshot whose state is not yet open.
    var isRestoring = false
    /// What this node acknowledged and no longer holds; it takes no part any more.
    var forgotten: Reminder?

    init(remembered: [PeerAcknowledgement]) {
        self.remembered = remembered
    }

    /// Hands out the snapshot for the write `sequence`, once.
    mutating func takeInstall(for sequence: IOSequence) -> SnapshotInstall? {
        guard let install = self.install, install.sequence == nil else { return nil }
        self.install?.sequence = sequence
        return install.snapshot
    }

    /// The installation that the durable write `sequence` completes, if any.
    mutating func takeInstalled(through sequence: IOSequence) -> Install? {
        guard let install = self.install, let write = install.sequence, write <= sequence else {
            return nil
        }
        self.install = nil
        return install
    }

    var mustWriteInstall: Bool { self.install.map { $0.sequence == nil } ?? false }

    /// Remembers acknowledgements; the next write carries them.
    mutating func keep(_ acknowledgements: [PeerAcknowledgement]) {
        Self.merge(acknowledgements, into: &self.remembered)
        Self.merge(acknowledgements, into: &self.unwritten)
    }

    mutating func takeUnwritten() -> [PeerAcknowledgement] {
        defer { self.unwritten = [] }
        return self.unwritten
    }

    /// What comes later replaces what is there of the same peer: terms and logs only grow.
    private static func merge(
        _ acknowledgements: [PeerAcknowledgement], into list: inout [PeerAcknowledgement]
    ) {
        for acknowledgement in acknowledgements {
            list.removeAll { $0.node == acknowledgement.node }
            list.append(acknowledgement)
        }
    }
}
