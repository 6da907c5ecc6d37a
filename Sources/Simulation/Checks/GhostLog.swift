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
        var attempt: RequestHistory.Attempt?
    }

    struct Version: Sendable {
        var index: LogIndex
        var revision: UInt64
        var change: RoomChange
        /// `nil`: it was deleted.
        var room: Room?
    }

    private(set) var slots: [Slot] = []
    private var versions: [RoomID: [Version]] = [:]
    /// What the last entry changed.
    private(set) var lastChanges: [AppliedChange] = []
    private var applier: RoomApplier
    private let state: VirtualState
    private var requests = RequestHistory()
    private var rules = RoomRules()
    private var memberships = MembershipRules()
    /// Before this no paused room may end for want of its host.
    private var livenessFloor = GroupTime.zero
    /// The last term that has begun: whatever it decides comes after that.
    private var begunTerm = Term.zero
    /// Entries between two looks at what is derived from the rooms.
    private static let indexInterval: UInt64 = 32

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

    /// All versions of a room up to a revision; the first one is its creation.
    func versions(of id: RoomID, through revision: UInt64) -> ArraySlice<Version> {
        (self.versions[id] ?? []).prefix(Int(revision))
    }

    /// The version after `revision`, if there is one.
    func version(of id: RoomID, after revision: UInt64) -> Version? {
        self.versions[id].flatMap { $0.count > revision ? $0[Int(revision)] : nil }
    }

    /// The version that who has applied `index` knows; `nil`: the room is not made yet.
    func version(of id: RoomID, asOf index: LogIndex) -> Version? {
        self.versions[id]?.last { $0.index <= index }
    }

    /// Whether the entry at `index` is this very attempt.
    func isAttempt(_ attempt: RequestHistory.Attempt, at index: LogIndex) -> Bool {
        self.slot(at: index)?.attempt == attempt
    }

    func chain(at index: LogIndex) -> UInt64 { self.slot(at: index)?.chain ?? 0 }

    /// Adds the next committed entry, of which a node of `term` is the first to say so.
    ///
    /// Returns what is wrong with it, if anything.
    mutating func append(_ entry: Entry, chain: UInt64, committedIn term: Term) -> String? {
        let result: ApplyResult
        do {
            result = try self.applier.apply([entry])
        } catch {
            return "entry \(entry.index) cannot be applied: \(error)"
        }
        let outcome = result.outcomes.first?.outcome
        let before = self.slots.last
        let command = Self.command(in: entry)
        self.slots.append(
            Slot(
                term: entry.term, committedIn: max(term, before?.committedIn ?? term),
                chain: chain, digest: result.applied.digest,
                groupTime: result.applied.groupTime, outcome: outcome, attempt: command?.attempt))
        let time = result.applied.groupTime
        if CommandPayload.beginsTerm(entry) {
            self.livenessFloor = max(self.livenessFloor, time.advanced(bySeconds: 30))
            self.begunTerm = entry.term
        }
        guard entry.kind != .command || entry.term == self.begunTerm else {
            return "entry \(entry.index) is of term \(entry.term), which has not begun"
        }
        guard time >= before?.groupTime ?? .zero else {
            return "group time fell from \(before?.groupTime ?? .zero) to \(time)"
        }
        guard outcome == nil || result.applied.digest != before?.digest else {
            return "the digest does not cover entry \(entry.index)"
        }
        guard command == nil || outcome != nil else {
            return "entry \(entry.index) is a command without an outcome"
        }
        if entry.kind == .membership, let membership = try? Membership(payload: entry.payload),
            let problem = self.memberships.note(membership)
        {
            return problem
        }
        return self.checkLosses(result.changes, in: entry)
            ?? self.checkOrder(result.changes, in: entry, at: time)
            ?? self.note(result.changes, at: time)
            ?? outcome.flatMap { self.note($0, of: entry, changes: result.changes) }
            ?? CommandRules.check(entry, outcome, result.changes)
            ?? self.note(command, outcome, at: entry.index, time)
            ?? self.checkIndex(at: entry.index)
    }

    /// See `RequestHistory.forbid`.
    mutating func forbid(_ attempt: RequestHistory.Attempt) -> String? {
        self.requests.forbid(attempt)
    }

    /// See `RequestHistory.permit`.
    mutating func permit(_ attempt: RequestHistory.Attempt) {
        self.requests.permit(attempt)
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

    private mutating func note(_ changes: [AppliedChange], at time: GroupTime) -> String? {
        self.lastChanges = changes
        for change in changes {
            let id = change.change.roomID
            let before = self.versions[id]?.last
            if time < self.livenessFloor, change.change.events.contains(.roomEnded(.hostTimeout)) {
                return "room \(id) ended at \(time) for want of its host, which nothing may before "
                    + "\(self.livenessFloor)"
            }
            if let violation = change.room?.checkInvariants().first { return violation }
            guard change.change.revision == (before?.revision ?? 0) + 1,
                change.room.map({ $0.revision == change.change.revision }) ?? true
            else {
                return "room \(id) went from revision \(before?.revision ?? 0) to "
                    + "\(change.change.revision)"
            }
            guard !change.change.events.isEmpty else {
                return "room \(id) went to revision \(change.change.revision) without any event"
            }
            if let problem = DeadlineRules.check(change, before: before?.room, at: time) {
                return problem
            }
            if let room = change.room,
                let violation = self.rules.note(room, after: before?.room, at: time)
            {
                return violation
            }
            self.versions[id, default: []].append(
                Version(
                    index: change.index, revision: change.change.revision, change: change.change,
                    room: change.room))
        }
        return nil
    }

    /// Only the very presence ends that was found to be over.
    private func checkLosses(_ changes: [AppliedChange], in entry: Entry) -> String? {
        for change in changes.map(\.change) where change.cause == .presence {
            let presence = self.room(change.roomID)?.presence
            let isNamed = CommandPayload.expiries(in: entry).contains {
                $0.roomID == change.roomID && $0.presenceID == presence?.id
            }
            guard isNamed else {
                return
                    "entry \(entry.index) ended another presence of room \(change.roomID) than it "
                    + "names"
            }
        }
        return nil
    }

    /// What comes by itself in one entry comes in the order in which it was due.
    private func checkOrder(
        _ changes: [AppliedChange], in entry: Entry, at time: GroupTime
    ) -> String? {
        guard entry.kind == .command, changes.count > 1,
            changes.allSatisfy({ $0.change.cause == .expiry }),
            CommandPayload.command(in: entry.payload) == nil,
            CommandPayload.expiries(in: entry).isEmpty
        else { return nil }
        var last: Deadline?
        for change in changes {
            let due = self.room(change.change.roomID)?.deadlines
                .filter { $0.isDue(at: time, livenessFloor: self.livenessFloor) }.min()
            if let due, let last, due < last {
                return "entry \(entry.index) let \(last) come before \(due)"
            }
            last = due
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

    /// What a command says it did is what it did: a change is there, and what is rejected, repeated
    /// or without change has changed nothing but what had run out.
    private mutating func note(
        _ outcome: RoomOutcome, of entry: Entry, changes: [AppliedChange]
    ) -> String? {
        let changed = changes.last?.change
        if !outcome.replayed, case .applied(let receipt) = outcome.result, receipt.changed {
            guard changed?.roomID == receipt.roomID, changed?.revision == receipt.revision else {
                return "entry \(entry.index) changed room \(receipt.roomID), and it has not"
            }
            return nil
        }
        for change in changes.map(\.change) where change.cause != .expiry {
            return "entry \(entry.index) came to \(outcome) and changed room \(change.roomID) to "
                + "revision \(change.revision)"
        }
        switch outcome.result {
        case .applied(let receipt):
            guard outcome.replayed || self.revision(of: receipt.roomID) == receipt.revision else {
                return "entry \(entry.index) left room \(receipt.roomID) at revision "
                    + "\(self.revision(of: receipt.roomID)), and says \(receipt.revision)"
            }
            return nil
        case .rejected(let rejection):
            return outcome.replayed ? nil : self.rules.check(rejection)
        }
    }

    private mutating func note(
        _ command: Command?, _ outcome: RoomOutcome?, at index: LogIndex, _ time: GroupTime
    ) -> String? {
        guard let command, let outcome else { return nil }
        return self.requests.note(
            command.attempt, notAfter: command.notAfter, outcome: outcome, at: index.rawValue, time)
    }

    /// Stores what gathered, and looks at what must follow from the rooms.
    private mutating func checkIndex(at index: LogIndex) -> String? {
        guard index.rawValue % Self.indexInterval == 0 else { return nil }
        do {
            self.state.write(try self.applier.takeChanges())
            self.state.flush()
            return try self.rules.checkIndex(self.state, of: CommandMix.users)
        } catch {
            return "the index of hosts cannot be read: \(error)"
        }
    }

    private struct Command {
        var attempt: RequestHistory.Attempt
        var notAfter: GroupTime
    }

    private static func command(in entry: Entry) -> Command? {
        guard entry.kind == .command else { return nil }
        guard let command = CommandPayload.command(in: entry.payload),
            let request = command.requestID, let notAfter = command.notAfter
        else { return nil }
        return Command(
            attempt: .init(request: request.rawValue, command: command.encoded()),
            notAfter: notAfter)
    }
}
