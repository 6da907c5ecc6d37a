package import Raft
package import RoomProtocol
package import RoomState

/// One watch: decides what its reader is told next, out of what is offered and read.
///
/// It takes inputs and returns values; it knows no clock, thread, socket or database. Its owner
/// offers every change of the watched rooms in batches of whole entries (`offer`), performs the
/// reads it asks for (`takeRead`, `received`), and takes updates while the reader keeps up
/// (`take`).
///
/// A watch that begins reads its rooms a few at a time and follows them from then on. While a read
/// is under way, changes are held: when its answer says up to which index it looked, those up to
/// there are told before what was read (of rooms opened earlier) or are contained in it, and those
/// beyond come behind it. So the order is always that of the log, and a position in it
/// (`WatchPosition`) says all that a resumed watch must know.
///
/// Invariant: `queue`, `held` and `conflation` are bounded by `Bounds` and by the rooms that may be
/// followed; a lossless watch that would exceed them fails, any other conflates.
package struct Watcher: Sendable {
    /// `WatchLimits`, or smaller ones for tests.
    package struct Bounds: Sendable {
        package var pendingUpdates = WatchLimits.pendingUpdates
        package var pendingBytes = WatchLimits.pendingBytes
        package var heldChanges = WatchLimits.heldChanges
        package var roomsPerFilter = WatchLimits.roomsPerFilter

        package init() {}
    }

    /// Where the watch is on its way to following everything live.
    enum Stage: Sendable {
        /// What came behind the position it resumes from is being read.
        case replaying
        /// Rooms are being opened.
        case opening
        case live
    }

    package let plan: WatchPlan
    let node: NodeID
    let bounds: Bounds
    var stage: Stage
    /// What the reader has been told.
    package internal(set) var position: WatchPosition
    /// While a watch that resumes without replaying looks through the rooms that it knew: the
    /// position it came with, which stays valid until all of them are seen.
    var floor: WatchPosition?
    /// Every change up to here has been offered.
    package internal(set) var offered: LogIndex
    /// Of what is in the queue and told: which rooms are followed.
    var opened: WatchPosition.Opened
    /// The rooms that are followed, with the last revision queued or told.
    var followed: [RoomID: UInt64] = [:]
    var queue = WatchQueue()
    var conflation: WatchConflation?
    var reading: Reading?
    /// Why nothing more will be told.
    package internal(set) var failure: Roomkeeper_V1_Error?
    /// How often the reader was so slow that changes were left out.
    package internal(set) var conflations = 0

    /// A read under way.
    struct Reading: Sendable {
        var read: WatchRead
        /// Offered since it was asked for.
        var held: [WatchedChange] = []
        /// The answer, while what it has seen was not offered yet.
        var answer: WatchChunk?
    }

    /// - Parameter offered: what changed up to here will not be offered; what is read must be at
    ///   least that new.
    package init(plan: WatchPlan, node: NodeID, offered: LogIndex, bounds: Bounds = Bounds()) {
        self.plan = plan
        self.node = node
        self.bounds = bounds
        self.offered = offered
        self.position = .start
        self.opened = .none
        self.stage = .opening
        switch plan.start {
        case .snapshot: break
        case .revision:
            self.stage = .replaying
            self.opened = .all
        case .position(let position):
            self.position = position
            guard position.opened != .none || position.index > .zero else { break }
            if case .rooms = plan.target, plan.isLossless {
                guard position.opened != .none else { break }
                self.opened = position.opened
                self.stage = .replaying
            } else {
                self.floor = position
            }
        }
    }

    // MARK: Inputs

    /// A change of a watched room, or for a filter of any room.
    ///
    /// In the order of the log; those of one entry in the order of room id and revision. Once all
    /// of an entry were offered, and before anything is taken, `advance` must be called. A watch
    /// that is not lossless may be offered only the newest change of a room.
    package mutating func offer(_ change: WatchedChange) {
        guard self.failure == nil else { return }
        if self.reading != nil { return self.hold(change) }
        // A replay reads the rings again until it finds everything.
        guard self.stage != .replaying, self.opened.contains(change.change.roomID) else { return }
        self.follow(change)
    }

    /// Everything up to `index` was offered.
    package mutating func advance(to index: LogIndex) {
        self.offered = max(self.offered, index)
        self.merge()
    }

    /// The answer to the read that was taken last.
    package mutating func received(_ chunk: WatchChunk) {
        guard self.failure == nil else { return }
        self.reading?.answer = chunk
        self.merge()
    }

    /// Ends the watch; the error tells where it can be resumed, unless it cannot.
    package mutating func fail(_ error: Roomkeeper_V1_Error, isResumable: Bool = true) {
        guard self.failure == nil else { return }
        var error = error
        if isResumable { error.metadata[Self.tokenKey] = self.tokenText }
        self.failure = error
        self.queue = WatchQueue()
        self.conflation = nil
        self.reading = nil
    }

    /// The key of an error's metadata under which a resume token stands.
    package static let tokenKey = "resume_token"

    // MARK: Outputs

    /// What the reader is told next; `nil` when there is nothing now.
    package mutating func take() -> WatchUpdate? {
        if self.conflation != nil { return self.takeConflated() }
        guard let item = self.queue.popFirst() else { return nil }
        self.position = item.after
        if self.queue.isEmpty { self.catchUp() }
        return self.update(item.body)
    }

    /// What must be read before the watch can go on.
    ///
    /// The answer, or a failure, must follow; until then no other read is asked for.
    package mutating func takeRead() -> WatchRead? {
        guard self.wantedBytes != nil else { return nil }
        let read = self.nextRead
        self.reading = Reading(read: read)
        return read
    }

    /// About how much the read may bring that is wanted now; `nil` when none is.
    package var wantedBytes: Int? {
        guard self.failure == nil, self.reading == nil, self.stage != .live, self.queue.isEmpty,
            self.conflation == nil
        else { return nil }
        return self.stage == .opening ? WatchLimits.openingBytes : WatchLimits.replayBytes
    }

    /// Whether what it missed is read again out of the rings.
    package var isReplaying: Bool { self.stage == .replaying }

    /// Whether it makes a difference that a change is offered.
    package var isListening: Bool {
        self.failure == nil && (self.reading != nil || self.stage != .replaying)
    }

    /// That all is told; `nil` when it is not.
    package mutating func progress(at time: GroupTime) -> WatchUpdate? {
        guard self.failure == nil, self.stage == .live, self.queue.isEmpty,
            self.conflation == nil
        else { return nil }
        self.catchUp()
        return self.update(.encoded(.progress, WatchBody.progress(at: time, node: self.node)))
    }

    /// Whether an answer waits until what it has seen was offered.
    package var isWaiting: Bool { self.reading?.answer != nil }

    /// About how much waits for the reader.
    ///
    /// What is shared with other watches counts in full, for it may be shared with none.
    package var heldBytes: Int {
        let held = self.reading?.held.count ?? 0
        let conflated = self.conflation?.count ?? 0
        return self.queue.bytes + (self.conflation?.bytes ?? 0)
            + (self.queue.count + conflated + held) * WatchLimits.updateOverhead
    }

    package var tokenText: String {
        String(decoding: self.plan.token.text(of: self.position), as: UTF8.self)
    }

    private var nextRead: WatchRead {
        if self.stage == .replaying {
            if case .revision(let revision) = self.plan.start, self.position == .start {
                return .revisions(after: revision)
            }
            return .changes(self.position)
        }
        let last: RoomID? = if case .through(let room) = self.opened { room } else { nil }
        return .rooms(after: last, known: self.floor)
    }

    /// When nothing is queued, all that was offered is told.
    mutating func catchUp() {
        guard self.stage == .live, self.reading == nil else { return }
        self.position = WatchPosition(index: max(self.offered, self.position.index))
    }

    func update(_ body: WatchQueue.Body) -> WatchUpdate {
        let (kind, bytes) = body.encoded(self.plan.view, self.node)
        return WatchUpdate(kind: kind, body: bytes, token: self.plan.token.text(of: self.position))
    }
}
