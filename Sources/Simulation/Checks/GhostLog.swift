internal import ByteCoding
internal import Raft
internal import RoomReplica
internal import RoomState

/// The one log that all nodes must agree on, and the rooms that follow from it.
///
/// It grows when the first node learns that an entry is committed; what it holds never changes. Its
/// rooms are applied once, by an applier of its own, and every version of every room is kept.
struct GhostLog: ~Copyable {
    struct Slot: Sendable {
        var term: Term
        /// The term of the first node that said it is committed, or of one before it: at least the
        /// term in which it was committed.
        var committedIn: Term
        var chain: UInt64
        var digest: StableHash
        var groupTime: GroupTime
        var outcome: RoomOutcome?
        var request: String?
    }

    struct Version: Sendable {
        var index: LogIndex
        var revision: UInt64
        /// `nil`: it was deleted.
        var room: Room?
    }

    private(set) var slots: [Slot] = []
    private var versions: [RoomID: [Version]] = [:]
    /// What the last entry changed.
    private(set) var lastChanges: [AppliedChange] = []
    private var applier: RoomApplier<VirtualState>
    private let state: VirtualState
    /// For each request, where it took effect, or was rejected for good, first.
    private var decided: [String: LogIndex] = [:]
    /// Requests that were answered with the certainty that they never will take effect.
    private var forbidden: Set<String> = []

    init() throws {
        self.state = VirtualState()
        self.applier = try RoomApplier(
            group: .first, reader: self.state, digestInterval: SimulatedNode.digestInterval)
    }

    var last: LogIndex { LogIndex(UInt64(self.slots.count)) }

    func slot(at index: LogIndex) -> Slot? {
        guard index > .zero, index <= self.last else { return nil }
        return self.slots[Int(index.rawValue) - 1]
    }

    /// The last entry that was certainly committed before `term` began to commit anything.
    func last(committedBefore term: Term) -> LogIndex {
        LogIndex(UInt64((self.slots.lastIndex { $0.committedIn < term } ?? -1) + 1))
    }

    /// Milliseconds; `nil` before the first command.
    var groupTime: UInt64? { self.slots.last.map(\.groupTime.milliseconds) }

    func revision(of id: RoomID) -> UInt64 { self.versions[id]?.last?.revision ?? 0 }

    func room(_ id: RoomID) -> Room? { self.versions[id]?.last?.room }

    /// Whether the entry at `index` is an attempt of this request.
    func isRequest(_ request: String, at index: LogIndex) -> Bool {
        self.slot(at: index)?.request == request
    }

    func chain(at index: LogIndex) -> UInt64 { self.slot(at: index)?.chain ?? 0 }

    /// Adds the next committed entry, of which a node of `term` is the first to say so.
    ///
    /// Returns what is wrong with it, if anything.
    mutating func append(_ entry: Entry, chain: UInt64, committedIn term: Term) -> String? {
        let result: ApplyResult
        do {
            result = try self.applier.apply([entry])
            if self.applier.mustStore {
                self.state.write(try self.applier.takeChanges())
            }
        } catch {
            return "entry \(entry.index) cannot be applied: \(error)"
        }
        let outcome = result.outcomes.first?.outcome
        let before = self.slots.last?.groupTime ?? .zero
        self.slots.append(
            Slot(
                term: entry.term, committedIn: max(term, self.slots.last?.committedIn ?? term),
                chain: chain, digest: result.applied.digest,
                groupTime: result.applied.groupTime, outcome: outcome,
                request: Self.request(of: entry)))
        guard result.applied.groupTime >= before else {
            return "group time fell from \(before) to \(result.applied.groupTime)"
        }
        return self.note(result.changes)
            ?? self.note(entry, outcome: outcome, changes: result.changes)
    }

    /// A request that certainly had no effect must have none later either.
    mutating func forbid(_ request: String) -> String? {
        self.forbidden.insert(request)
        return self.decided[request].map {
            "request \(request) took effect at \($0) and was answered as certain not to"
        }
    }

    /// Whether a room was `seen` by someone who may see any state from after `first` to `last`.
    ///
    /// - Parameter first: what everyone who asks now must see.
    func isTrue(_ seen: Room?, of id: RoomID, from first: LogIndex, through last: LogIndex) -> Bool
    {
        let all = self.versions[id] ?? []
        guard let seen else {
            // Not there: true before its first version, and from when it was deleted.
            if let end = all.last, end.room == nil, end.index <= last { return true }
            return all.first.map { $0.index > first } ?? true
        }
        for (place, version) in all.enumerated() where version.index <= last {
            let end = place + 1 < all.count ? all[place + 1].index : nil
            if version.revision == seen.revision, end.map({ $0 > first }) ?? true {
                return version.room == seen
            }
        }
        return false
    }

    func describe(_ id: RoomID) -> String {
        (self.versions[id] ?? []).suffix(6).map { "\($0.index): revision \($0.revision)" }
            .joined(separator: ", ")
    }

    private mutating func note(_ changes: [AppliedChange]) -> String? {
        self.lastChanges = changes
        for change in changes {
            let id = change.change.roomID
            let before = self.versions[id]?.last
            if let violation = change.room?.checkInvariants().first { return violation }
            guard change.change.revision == (before?.revision ?? 0) + 1,
                change.room.map({ $0.revision == change.change.revision }) ?? true
            else {
                return "room \(id) went from revision \(before?.revision ?? 0) to "
                    + "\(change.change.revision)"
            }
            if let problem = Self.lateAcceptance(in: change.change, of: before?.room) {
                return problem
            }
            self.versions[id, default: []].append(
                Version(index: change.index, revision: change.change.revision, room: change.room))
        }
        return nil
    }

    /// Invariant 14: an invitation is accepted before it runs out, or never.
    private static func lateAcceptance(in change: RoomChange, of before: Room?) -> String? {
        for case .inviteClosed(let invite, let user, .accepted) in change.events {
            let expiresAt = before?.stage.invites.first { $0.id == invite }?.expiresAt
            guard let expiresAt, expiresAt <= change.groupTime else { continue }
            return "\(user) accepted at \(change.groupTime) an invitation to room "
                + "\(change.roomID) that ran out at \(expiresAt)"
        }
        return nil
    }

    /// What should have happened by itself until `time` and did not; hosts are silent.
    func overdue(at time: GroupTime) -> String? {
        var found: (id: RoomID, what: String)?
        func note(_ id: RoomID, _ what: String) {
            // The least, for nothing may follow the order of a dictionary.
            if found.map({ id < $0.id }) ?? true { found = (id, what) }
        }
        for (id, versions) in self.versions {
            guard let room = versions.last?.room else { continue }
            if room.presence != nil { note(id, "is live and its host is silent") }
            if room.head.autoEndAt != nil { note(id, "waits for its host, who is lost") }
            let due = room.deadlines.filter { $0.kind != .autoEnd && $0.dueAt <= time }
            if let first = due.min() { note(id, "has a deadline of \(first.kind) that is over") }
        }
        return found.map { "room \($0.id) \($0.what)" }
    }

    /// Exactly once: a request is decided at one index only, and what is rejected changes nothing.
    private mutating func note(
        _ entry: Entry, outcome: RoomOutcome?, changes: [AppliedChange]
    ) -> String? {
        guard entry.kind == .command, let outcome else { return nil }
        let request = self.slots.last?.request
        if outcome.replayed {
            return changes.allSatisfy { $0.change.cause == .expiry }
                ? nil : "a replay at \(entry.index) changed rooms"
        }
        switch outcome.result {
        case .rejected(let rejection):
            for change in changes.map(\.change) where change.cause != .expiry {
                return "entry \(entry.index) was rejected (\(rejection.reason)) and changed room "
                    + "\(change.roomID) to revision \(change.revision)"
            }
            if [.requestExpired, .requestIDReused, .invalidField].contains(rejection.reason) {
                return nil
            }
        case .applied:
            break
        }
        guard let request else { return nil }
        if let first = self.decided[request] {
            return "request \(request) was decided at \(first) and again at \(entry.index)"
        }
        if self.forbidden.contains(request) {
            return "request \(request) was answered as certain not to take effect, and did at "
                + "\(entry.index)"
        }
        self.decided[request] = entry.index
        return nil
    }

    private static func request(of entry: Entry) -> String? {
        guard entry.kind == .command else { return nil }
        return CommandPayload.command(in: entry.payload)?.requestID?.rawValue
    }
}
