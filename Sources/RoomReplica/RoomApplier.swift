internal import ByteCoding
package import Raft
package import RoomState

/// Applies committed entries to the rooms: the second of a node's two deciders.
///
/// It reads the state through `Reader` and returns changes; it writes nothing itself. Equal entries
/// give equal outcomes, changes of rooms and digests on every node, however they are batched.
package struct RoomApplier<Reader: StateReader>: ~Copyable {
    package private(set) var applied: AppliedState
    private let group: GroupID
    private var machine: RoomStateMachine<Reader>

    /// Takes up where the stored state ends.
    package init(group: GroupID, reader: Reader) throws(ApplyFailure) {
        let opened: (AppliedState, RoomStateMachine<Reader>)
        do throws(StateReadFailure) {
            let applied = try AppliedState.recover(from: reader)
            opened = (applied, try RoomStateMachine(reader: reader, digest: applied.digest))
        } catch {
            throw .unreadableState(error.description)
        }
        self.group = group
        (self.applied, self.machine) = opened
    }

    /// Applies entries that follow the applied index without a gap.
    package mutating func apply(_ entries: [Entry]) throws(ApplyFailure) -> ApplyResult {
        var outcomes: [ApplyResult.Outcome] = []
        outcomes.reserveCapacity(entries.count)
        var digests: [DigestReport] = []
        for entry in entries {
            invariant(
                entry.index == self.applied.index.next,
                "entry \(entry.index) would be applied after \(self.applied.index)")
            if let outcome = try self.apply(entry) {
                outcomes.append(outcome)
            }
            self.applied.index = entry.index
            self.applied.term = entry.term
            if entry.index.rawValue % Limits.digestInterval == 0 {
                digests.append(DigestReport(index: entry.index, digest: self.machine.digest))
            }
        }
        self.applied.digest = self.machine.digest
        var changes = self.machine.takeChanges(through: self.applied.index.rawValue)
        changes.append(StateChange(key: StateKey.applied, value: self.applied.encoded()))
        return ApplyResult(
            applied: self.applied, outcomes: outcomes, changes: changes, digests: digests)
    }

    private mutating func apply(_ entry: Entry) throws(ApplyFailure) -> ApplyResult.Outcome? {
        switch entry.kind {
        case .noop, .membership:
            // They concern the consensus; no room changes by them.
            return nil
        case .command:
            let payload: CommandPayload
            let command: RoomCommand
            do throws(DecodingFailure) {
                payload = try CommandPayload(decoding: entry.payload)
                command = try RoomCommand(decoding: payload.command)
            } catch {
                throw .undecodable(index: entry.index, reason: error.description)
            }
            // A new leader's clock may lag; group time never goes back.
            self.applied.groupTime = max(self.applied.groupTime, payload.groupTime)
            let context = ApplyContext(
                group: self.group.rawValue, index: entry.index.rawValue,
                groupTime: self.applied.groupTime)
            do throws(StateReadFailure) {
                return ApplyResult.Outcome(
                    index: entry.index, term: entry.term, groupTime: self.applied.groupTime,
                    outcome: try self.machine.apply(command, at: context))
            } catch {
                throw .unreadableState(error.description)
            }
        }
    }
}
