internal import Raft
internal import RoomReplica
internal import RoomState

/// Clients: what they ask, whom they ask, and what they make of the answers.
extension Simulator {
    /// Attempts after which a client gives up, at the latest.
    private static let mostAttempts = 8

    func makeClients() {
        for place in 0..<self.plan.workload.clients {
            self.clients.append(SimulatedClient(place: place))
            self.schedule(place, within: 100_000)
        }
    }

    /// Wakes a client that has nothing to do, or whose attempt `attempt` has taken too long.
    func wakeClient(_ place: Int, attempt: Int) {
        if self.clients[place].operation == nil {
            if let end = self.clientsStopAt, self.now >= end { return }
            self.begin(at: place)
            self.ask(place)
        } else if let current = self.clients[place].attempt {
            guard current.number == attempt else { return }
            self.giveUpWaiting(place, current)
        } else {
            self.ask(place)
        }
    }

    /// The node that a client waited for has ended.
    func clientLost(_ place: Int) {
        self.attemptFailed(place, isCertain: false)
    }

    // MARK: - Asking

    private func begin(at place: Int) {
        self.clients[place].count += 1
        self.clients[place].attempts = 0
        let slot =
            self.dice.workload.flip()
            ? 0 : Int(self.dice.workload.next(through: UInt64(self.rooms.count - 1)))
        if let room = self.rooms[slot],
            self.dice.workload.next(through: 99)
                < self.plan.workload.readShare
        {
            let consistency = self.consistency(of: place)
            self.clients[place].operation = .read(
                .init(room: room, consistency: consistency, floor: self.counts.answered))
        } else {
            self.clients[place].operation = .write(self.write(for: slot, by: place))
        }
    }

    private func consistency(of place: Int) -> ReadConsistency {
        switch self.dice.workload.next(through: 9) {
        case 0, 1: .local
        case 2, 3: .atLeast(self.clients[place].seen)
        default: .linearizable
        }
    }

    private func write(for slot: Int, by place: Int) -> SimulatedClient.Write {
        let isLasting = self.plan.workload.isLasting
        let mix = self.mix
        let ends = self.dice.workload.happens(perMille: isLasting ? 0 : 30)
        let reuses = self.dice.workload.happens(perMille: 15)
        var command: RoomCommand
        if let room = self.rooms[slot], !ends {
            command = mix.change(
                of: room, known: self.checker.ghost.room(room), &self.dice.workload)
        } else {
            command = mix.creation(
                byHeartbeat: self.plan.workload.hasHosts, &self.dice.workload)
        }
        if reuses, let previous = self.clients[place].previous {
            // A mistake of a caller: the id of one request for another one of the same room.
            command.target = previous.target
            command.requestID = previous.requestID
            command.notAfter = previous.notAfter
            if case .create? = command.operations.first { command.operations = [.clearSpotlight] }
        } else {
            let ahead = self.dice.workload.pick([20, 2000, 30_000, 60_000] as [UInt64])
            let time = self.checker.ghost.groupTime ?? UInt64(VirtualClock.start)
            command.requestID = RequestID("c\(place)-\(self.clients[place].count)")
            command.notAfter = GroupTime(milliseconds: max(time, self.wallEstimate) + ahead)
            if command.target != .newRoom { self.clients[place].previous = command }
        }
        let encoded = command.encoded()
        let attempt = RequestHistory.Attempt(
            request: command.requestID?.rawValue ?? "", command: encoded)
        // The mistake may be to repeat the very command, which has had its effect long ago, or
        // never had one.
        if reuses { self.checker.ghost.permit(attempt) }
        return SimulatedClient.Write(
            command: command, encoded: encoded, attempt: attempt,
            slot: command.target == .newRoom ? slot : nil, isUncertain: reuses)
    }

    private var wallEstimate: UInt64 { UInt64(VirtualClock.start) + self.now / 1000 }

    private func ask(_ place: Int) {
        guard let operation = self.clients[place].operation else { return }
        // Once all is well, clients no longer ask nodes that have left the cluster.
        let members = self.isHealed ? self.leader?.replica.membership.nodes : nil
        let up = self.nodes.filter { node in
            node.isUp && node.pausedUntil <= self.now && members?.contains(node.id) ?? true
        }
        guard !up.isEmpty else {
            self.schedule(place, within: 50_000)
            return
        }
        let staysHome = self.dice.workload.flip()
        let home = staysHome ? up.first { $0.place == self.clients[place].home } : nil
        let node = home ?? self.dice.workload.pick(up)
        self.clients[place].attempts += 1
        self.clients[place].attemptCount += 1
        let number = self.clients[place].attemptCount
        let ticket = UInt64(number) << 8 | UInt64(place + 1)
        self.clients[place].attempt = .init(
            number: number, ticket: ticket, place: node.place, time: self.now,
            leads: Self.termLed(by: node))
        switch operation {
        case .write(let write):
            if self.clients[place].attempts > 1 { self.marks.insert(.retriedRequest) }
            self.post(.propose(write.encoded, ticket: ticket), to: node)
        case .read(let read):
            self.post(.read(read.consistency, ticket: ticket), to: node)
        }
        let patience = self.plan.workload.patience
        self.queue.add(
            Event(
                time: self.now + patience + self.dice.workload.next(through: patience),
                kind: .client, subject: place, payload: number))
    }

    private static func termLed(by node: SimulatedNode) -> Term? {
        node.positions.flatMap { $0.role == .leader ? $0.term : nil }
    }

    private func giveUpWaiting(_ place: Int, _ attempt: SimulatedClient.Attempt) {
        let node = self.nodes[attempt.place]
        guard node.isUp, node.pausedUntil <= self.now else {
            self.attemptFailed(place, isCertain: false)
            return
        }
        // The node answers that it does not know, or that nothing was proposed.
        switch self.clients[place].operation {
        case .write: self.post(.expireProposal(attempt.ticket), to: node)
        case .read: self.post(.expireRead(attempt.ticket), to: node)
        case nil: break
        }
    }

    private func schedule(_ place: Int, within most: UInt64) {
        self.queue.add(
            Event(
                time: self.now + 100 + self.dice.workload.next(through: most), kind: .client,
                subject: place))
    }

    // MARK: - Answers

    func answerProposal(_ answer: ReplicaReady.ProposalAnswer, from node: SimulatedNode) {
        let place = Int(answer.ticket & 0xff) - 1
        guard let attempt = self.clients[place].attempt, attempt.ticket == answer.ticket,
            case .write(let write) = self.clients[place].operation
        else { return }
        switch answer.result {
        case .success(let applied):
            self.check(applied, of: write, from: node)
            self.note(applied, of: write)
            self.clients[place].seen = max(self.clients[place].seen, applied.index)
            self.counts.answered = max(self.counts.answered, applied.index)
            self.finish(place)
        case .failure(let failure):
            self.attemptFailed(place, isCertain: failure.isNotApplied)
        }
    }

    private func check(
        _ applied: AppliedOutcome, of write: SimulatedClient.Write, from node: SimulatedNode
    ) {
        let slot = self.checker.ghost.slot(at: applied.index)
        self.checker.expect(
            slot?.outcome == applied.outcome && slot?.groupTime == applied.groupTime,
            "an acknowledged write is not in the log",
            "request \(write.attempt.request) at index \(applied.index) from node \(node.id)")
        self.checker.expect(
            self.checker.ghost.isAttempt(write.attempt, at: applied.index),
            "an answer belongs to another request",
            "request \(write.attempt.request) at index \(applied.index) from node \(node.id)")
    }

    private func note(_ applied: AppliedOutcome, of write: SimulatedClient.Write) {
        if applied.outcome.replayed { self.marks.insert(.replayedRequest) }
        switch applied.outcome.result {
        case .applied(let receipt):
            if let slot = write.slot { self.rooms[slot] = receipt.roomID }
        case .rejected(let rejection):
            if rejection.reason == .requestExpired { self.marks.insert(.expiredRequest) }
            if rejection.reason == .requestIDReused { self.marks.insert(.reusedRequest) }
        }
    }

    func answerRead(_ answer: ReplicaReady.ReadAnswer, from node: SimulatedNode) {
        let place = Int(answer.ticket & 0xff) - 1
        guard place < Self.firstWatcher else { return self.answerWatch(answer, from: node) }
        guard let attempt = self.clients[place].attempt, attempt.ticket == answer.ticket,
            case .read(let read) = self.clients[place].operation
        else { return }
        switch answer.result {
        case .success(let grant):
            guard self.check(read, grant, from: node) else {
                self.attemptFailed(place, isCertain: true)
                return
            }
            self.clients[place].seen = max(self.clients[place].seen, grant.appliedIndex)
            if read.consistency == .linearizable {
                self.counts.answered = max(self.counts.answered, grant.appliedIndex)
                if let term = attempt.leads, term == Self.termLed(by: node) {
                    self.checker.didConfirmRead(askedAt: attempt.time, by: node)
                }
            }
            self.finish(place)
        case .failure:
            self.attemptFailed(place, isCertain: true)
        }
    }

    /// Reads and checks what is read; returns whether it could be read.
    private func check(
        _ read: SimulatedClient.Read, _ grant: ReadGrant, from node: SimulatedNode
    ) -> Bool {
        var floor = LogIndex.zero
        switch read.consistency {
        case .linearizable:
            floor = read.floor
            if node.positions?.role != .leader { self.marks.insert(.readAtFollower) }
        case .atLeast(let index):
            floor = index
            self.marks.insert(.readAtLeast)
        case .local:
            self.marks.insert(.readLocally)
        }
        // A node never shows less than it showed before, in whatever life.
        floor = max(floor, node.shown)
        self.checker.expect(
            grant.appliedIndex >= floor, "a read is too old",
            "\(read.consistency) at node \(node.id): as of \(grant.appliedIndex), needs \(floor)")
        guard let room = self.room(read.room, at: node) else { return false }
        if node.shown > .zero, node.life > 1 { self.marks.insert(.readAfterRestart) }
        node.shown = max(node.shown, grant.appliedIndex)
        self.checker.expect(
            self.checker.ghost.isTrue(
                room.found, of: read.room, from: floor, through: self.checker.ghost.last),
            "a read shows what never was, or is no longer",
            "\(read.consistency) of room \(read.room) at node \(node.id): revision "
                + "\(room.found?.revision ?? 0), needs \(floor); "
                + self.checker.ghost.describe(read.room))
        return true
    }

    /// A room as it is read at a node; `nil` when the disk fails, which is for the reader to bear.
    private func room(_ id: RoomID, at node: SimulatedNode) -> (found: Room?, Void)? {
        do throws(StateReadFailure) {
            return (try node.room(id), ())
        } catch {
            if let trouble = VirtualState.Trouble(error) {
                self.marks.insert(trouble == .damage ? .foundDamage : .failedRead)
            } else {
                self.checker.fail("a room cannot be read", "node \(node.id): \(error)")
            }
            return nil
        }
    }

    private func attemptFailed(_ place: Int, isCertain: Bool) {
        self.clients[place].attempt = nil
        guard case .write(var write) = self.clients[place].operation else {
            if self.clients[place].attempts >= Self.mostAttempts, !self.isHealed {
                self.finish(place)
            } else {
                self.schedule(place, within: 20_000)
            }
            return
        }
        write.isUncertain = write.isUncertain || !isCertain
        self.clients[place].operation = .write(write)
        guard self.clients[place].attempts >= Self.mostAttempts, !self.isHealed else {
            self.schedule(place, within: 20_000)
            return
        }
        if write.isUncertain {
            self.marks.insert(.gaveUpRequest)
        } else {
            self.marks.insert(.certainFailure)
            if let problem = self.checker.ghost.forbid(write.attempt) {
                self.checker.fail("what was certain not to happen happened", problem)
            }
        }
        self.clients[place].operation = nil
        self.schedule(place, within: self.plan.workload.mostThinking)
    }

    private func finish(_ place: Int) {
        self.counts.operations += 1
        self.clients[place].home = self.clients[place].attempt?.place
        self.clients[place].operation = nil
        self.clients[place].attempt = nil
        self.schedule(place, within: self.plan.workload.mostThinking)
    }
}
