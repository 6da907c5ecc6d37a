internal import ByteCoding
package import Raft

/// A member's one snapshot on its way in.
///
/// The bytes come in order and are acknowledged once they are stored; what is lost is sent again
/// from there. When all are there, storage verifies them, and the consensus is asked to install the
/// snapshot in place of the log.
package struct SnapshotReceiver: Sendable {
    package struct Output: Sendable {
        package var messages: [(node: NodeID, message: SnapshotMessage)] = []
        package var work: [(purpose: Purpose, work: SnapshotTask.Work)] = []
    }

    /// What a task was for, and in which attempt: one that was given up wants no more answers.
    package struct Purpose: Equatable, Sendable {
        package enum Step: Equatable, Sendable {
            case begin
            case write(through: UInt64)
            case finish
            case abandon
        }

        var attempt: UInt64
        var step: Step
    }

    /// A snapshot that is complete and verified.
    struct Finished: Sendable {
        var snapshot: SnapshotInstall
        var leader: NodeID
    }

    private struct Incoming: Sendable {
        let attempt: UInt64
        let id: StableHash
        let manifest: SnapshotManifest
        let membership: MembershipRecord
        /// Who sent the last offer or chunk.
        var leader: NodeID
        /// Bytes stored, and bytes handed out to be stored.
        var stored: UInt64 = 0
        var taken: UInt64 = 0
        var stage = Stage.beginning

        enum Stage: Equatable, Sendable {
            case beginning
            case receiving
            case finishing
            case finished(generation: UInt64)
            case installing
        }
    }

    private var incoming: Incoming?
    private var attempts: UInt64 = 0
    private var output = Output()

    package init() {}

    package mutating func takeOutput() -> Output {
        defer { self.output = Output() }
        return self.output
    }

    /// A snapshot that waits to be installed.
    var finished: Finished? {
        guard let incoming = self.incoming, case .finished(let generation) = incoming.stage else {
            return nil
        }
        return Finished(
            snapshot: SnapshotInstall(
                generation: generation, index: incoming.manifest.applied.index,
                term: incoming.manifest.applied.term, membership: incoming.membership),
            leader: incoming.leader)
    }

    /// The index of the snapshot that is coming in and could still be given up.
    var pendingIndex: LogIndex? {
        self.incoming.flatMap { $0.stage == .installing ? nil : $0.manifest.applied.index }
    }

    /// A leader offers a snapshot that this node needs.
    package mutating func didHear(_ offer: SnapshotOffer, from leader: NodeID) {
        let id = offer.manifest.id
        if let incoming = self.incoming {
            guard incoming.stage != .installing else { return }
            if incoming.id == id {
                self.incoming?.leader = leader
                if incoming.stage == .receiving {
                    self.report(.receiving)
                }
                return
            }
            // A leader offers another one only when the first is gone.
            self.abandon()
        }
        self.attempts += 1
        self.incoming = Incoming(
            attempt: self.attempts, id: id, manifest: offer.manifest, membership: offer.membership,
            leader: leader)
        self.add(.begin, .begin(offer.manifest))
    }

    package mutating func didHear(_ chunk: SnapshotChunk, from leader: NodeID) {
        guard let incoming = self.incoming, incoming.id == chunk.snapshot,
            incoming.stage == .receiving
        else { return }
        self.incoming?.leader = leader
        let end = chunk.offset.addingReportingOverflow(UInt64(chunk.bytes.count))
        guard chunk.offset == incoming.taken, !chunk.bytes.isEmpty, !end.overflow,
            end.partialValue <= incoming.manifest.size,
            incoming.taken - incoming.stored < UInt64(Limits.snapshotUnstoredBytes)
        else { return }
        self.incoming?.taken = end.partialValue
        self.add(
            .write(through: end.partialValue), .write(bytes: chunk.bytes, offset: chunk.offset))
    }

    /// Returns why the snapshot was given up, if it was.
    package mutating func didFinish(
        _ purpose: Purpose, _ outcome: SnapshotResult.Outcome
    ) -> SnapshotStorageError? {
        guard let incoming = self.incoming, incoming.attempt == purpose.attempt else { return nil }
        if case .failed(let error) = outcome {
            self.report(.failed)
            self.abandon()
            return error
        }
        switch (purpose.step, outcome) {
        case (.begin, .begun(let stored)):
            self.incoming?.stage = .receiving
            self.incoming?.stored = stored
            self.incoming?.taken = stored
            self.report(.receiving)
            self.finishIfComplete()
        case (.write(let end), .written):
            self.incoming?.stored = max(incoming.stored, end)
            self.report(.receiving)
            self.finishIfComplete()
        case (.finish, .finished(let generation)):
            self.incoming?.stage = .finished(generation: generation)
        default:
            break
        }
        return nil
    }

    /// The consensus has taken the finished snapshot.
    mutating func didBeginInstall() {
        self.incoming?.stage = .installing
    }

    /// The snapshot is installed, and its state is open.
    mutating func didInstall() {
        self.report(.done)
        self.incoming = nil
    }

    /// The log has all that the snapshot covers.
    mutating func abandonUnneeded() {
        guard self.incoming != nil else { return }
        self.report(.done)
        self.abandon()
    }

    private mutating func abandon() {
        self.add(.abandon, .abandon)
        self.incoming = nil
    }

    private mutating func add(_ step: Purpose.Step, _ work: SnapshotTask.Work) {
        let purpose = Purpose(attempt: self.incoming?.attempt ?? self.attempts, step: step)
        self.output.work.append((purpose, work))
    }

    private mutating func finishIfComplete() {
        guard let incoming = self.incoming, incoming.stage == .receiving,
            incoming.stored == incoming.manifest.size
        else { return }
        self.incoming?.stage = .finishing
        self.add(.finish, .finish)
    }

    private mutating func report(_ state: SnapshotProgress.State) {
        guard let incoming = self.incoming else { return }
        self.output.messages.append(
            (
                incoming.leader,
                .progress(
                    SnapshotProgress(
                        snapshot: incoming.id, received: incoming.stored, state: state))
            ))
    }
}
