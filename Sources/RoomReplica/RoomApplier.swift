internal import ByteCoding
package import Raft
package import RoomState

/// Applies committed entries to the rooms: the second of a node's two deciders.
///
/// It reads the state through a `StateReader` and writes nothing itself: what changed gathers until
/// `takeChanges()` hands it out, so that a room that changes a hundred times is stored once. A
/// crash loses what gathered, and the log is replayed from the applied index that was stored. Equal
/// entries give equal outcomes, rooms and digests on every node, however they are cut into batches
/// and whenever changes are taken.
package struct RoomApplier: ~Copyable {
    package private(set) var applied: AppliedState
    private let group: GroupID
    private let digestInterval: UInt64
    private let understood: FeatureLevel
    private var machine: RoomStateMachine
    private var unstoredEntries = 0
    private var unstoredBytes = 0
    /// What was stored when it was opened, until the first result tells it.
    private var openedPresences: [HostPresence]?

    /// Takes up where the stored state ends.
    ///
    /// - Parameters:
    ///   - digestInterval: entries between two reports of the digest; equal on all nodes.
    ///   - understood: the highest feature level that may be applied.
    package init(
        group: GroupID, reader: any StateReader, digestInterval: UInt64 = Limits.digestInterval,
        understood: FeatureLevel = .newest
    ) throws(ApplyFailure) {
        let opened: (AppliedState, RoomStateMachine, [HostPresence])
        do throws(StateReadFailure) {
            let applied = try AppliedState.recover(from: reader)
            opened = (
                applied, try RoomStateMachine(reader: reader, digest: applied.digest),
                try PresenceRecords.all(in: reader)
            )
        } catch {
            throw .unreadableState(error.description)
        }
        try Self.require(opened.0.featureLevel, understood: understood)
        self.group = group
        self.digestInterval = digestInterval
        self.understood = understood
        (self.applied, self.machine, self.openedPresences) = opened
    }

    /// Applies entries that follow the applied index without a gap.
    package mutating func apply(_ entries: [Entry]) throws(ApplyFailure) -> ApplyResult {
        var outcomes: [ApplyResult.Outcome] = []
        outcomes.reserveCapacity(entries.count)
        var changes: [AppliedChange] = []
        changes.reserveCapacity(entries.count)
        var digests: [DigestReport] = []
        var presences = ApplyResult.PresenceUpdate()
        presences.all = self.openedPresences
        self.openedPresences = nil
        for entry in entries {
            invariant(
                entry.index == self.applied.index.next,
                "entry \(entry.index) would be applied after \(self.applied.index)")
            if entry.kind == .command {
                if let outcome = try self.apply(entry) {
                    outcomes.append(outcome)
                }
                for position in self.machine.changes.indices {
                    changes.append(
                        AppliedChange(
                            index: entry.index, change: self.machine.changes[position],
                            room: self.machine.changedRooms[position]))
                }
                presences.changes += self.machine.presenceChanges
            }
            self.unstoredEntries += 1
            self.unstoredBytes += entry.payload.count
            self.applied.index = entry.index
            self.applied.term = entry.term
            if entry.index.rawValue % self.digestInterval == 0 {
                digests.append(DigestReport(index: entry.index, digest: self.machine.digest))
            }
        }
        self.applied.digest = self.machine.digest
        var result = ApplyResult(
            applied: self.applied, outcomes: outcomes, changes: changes,
            roomCount: self.machine.roomCount, digests: digests)
        result.presences = presences
        result.livenessFloor = self.machine.livenessFloor
        do throws(StateReadFailure) {
            result.nextDueTime = try self.machine.nextDueTime()
        } catch {
            throw .unreadableState(error.description)
        }
        return result
    }

    /// Whether so much has gathered that it is to be stored now.
    package var mustStore: Bool {
        self.unstoredEntries >= Limits.unstoredEntries
            || self.unstoredBytes + self.machine.unstoredRoomBytes >= Limits.unstoredBytes
    }

    /// Everything that changed since the last call, and the record of the applied state.
    ///
    /// To be stored as one batch; to the next `apply` the reader has it.
    package mutating func takeChanges() throws(ApplyFailure) -> [StateChange] {
        self.unstoredEntries = 0
        self.unstoredBytes = 0
        var changes: [StateChange]
        do throws(StateReadFailure) {
            changes = try self.machine.takeChanges(through: self.applied.index.rawValue)
        } catch {
            throw .unreadableState(error.description)
        }
        changes.append(StateChange(key: StateKey.applied, value: self.applied.encoded()))
        return changes
    }

    /// Applies an entry of kind command.
    private mutating func apply(_ entry: Entry) throws(ApplyFailure) -> ApplyResult.Outcome? {
        let payload: (groupTime: GroupTime, content: CommandPayload.Decoded)
        do throws(DecodingFailure) {
            payload = try CommandPayload.decode(entry.payload)
        } catch {
            throw .undecodable(index: entry.index, reason: error.description)
        }
        // A new leader's clock may lag; group time never goes back.
        self.applied.groupTime = max(self.applied.groupTime, payload.groupTime)
        let context = ApplyContext(
            group: self.group.rawValue, index: entry.index.rawValue,
            groupTime: self.applied.groupTime)
        var raised: FeatureLevel?
        do throws(StateReadFailure) {
            switch payload.content {
            case .command(let command):
                return ApplyResult.Outcome(
                    index: entry.index, term: entry.term, groupTime: self.applied.groupTime,
                    outcome: try self.machine.apply(command, at: context))
            case .tick:
                try self.machine.tick(at: context)
            case .presencesExpire(let expiries):
                try self.machine.expire(expiries, at: context)
            case .termBegins:
                self.machine.beginTerm(at: context)
            case .raiseLevel(let level):
                raised = level
            }
        } catch {
            throw .unreadableState(error.description)
        }
        if let raised {
            try Self.require(raised, understood: self.understood)
            // Two leaders may raise it after one another, and it never goes down.
            self.applied.featureLevel = max(self.applied.featureLevel, raised)
            self.machine.raiseLevel(to: raised.rawValue, at: context)
        }
        return nil
    }

    private static func require(
        _ level: FeatureLevel, understood: FeatureLevel
    ) throws(ApplyFailure) {
        guard level <= understood else {
            throw .levelNotUnderstood(level, understood: understood)
        }
    }
}
