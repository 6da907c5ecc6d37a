internal import Raft
internal import RoomReplica
internal import RoomState

/// Hosts: they send heartbeats, fall silent, and come back.
extension Simulator {
    func makeHosts() {
        guard self.plan.workload.hasHosts else { return }
        for slot in self.rooms.indices {
            self.scheduleHost(slot)
        }
    }

    /// The host of the room in `slot` says that it is there, if it is.
    ///
    /// - Parameter isRepeated: whether it does so because it was not heard the last time.
    func wakeHost(_ slot: Int, isRepeated: Bool) {
        guard !self.isHealed else { return }
        if !isRepeated { self.scheduleHost(slot) }
        guard self.hosts.silentUntil[slot] <= self.now, let id = self.rooms[slot],
            let room = self.checker.ghost.room(id)
        else { return }
        if self.dice.hosts.happens(perMille: 100) {
            // Half of the time it comes back when its time to live is just over.
            let silence =
                self.dice.hosts.flip()
                ? 4_700_000 + self.dice.hosts.next(through: 800_000)
                : 1_000_000 + self.dice.hosts.next(through: 12_000_000)
            self.hosts.silentUntil[slot] = self.now + silence
            self.hear(from: slot, in: silence + 1)
        }
        var up = self.nodes.filter { $0.isUp && $0.pausedUntil <= self.now }
        if let end = self.hosts.strandedUntil[slot] {
            up.removeAll { $0.place != self.hosts.homes[slot] }
            if end <= self.now {
                // What it was told there must hold, though nobody hears of it any more.
                self.hosts.strandedUntil[slot] = nil
                self.hosts.silentUntil[slot] = self.now + 5_500_000
                return
            }
        }
        guard !up.isEmpty else { return }
        // Now and then somebody who does not host it.
        let user = self.dice.hosts.happens(perMille: 100) ? room.head.ownerID : room.head.hostID
        let ticket = self.hosts.send(
            .init(slot: slot, room: id, host: user, sentAt: self.now))
        let home = self.dice.hosts.flip() ? up.first { $0.place == self.hosts.homes[slot] } : nil
        self.post(
            .heartbeat([HostHeartbeat(roomID: id, userID: user)], ticket: ticket),
            to: home ?? self.dice.hosts.pick(up))
    }

    func answerHeartbeats(_ answer: ReplicaReady.HeartbeatAnswer, from node: SimulatedNode) {
        guard let heartbeat = self.hosts.take(answer.ticket) else { return }
        guard case .success(let results) = answer.result else {
            self.hear(from: heartbeat.slot, in: 20_000 + self.dice.hosts.next(through: 50_000))
            return
        }
        self.hosts.homes[heartbeat.slot] = node.place
        self.checker.expect(
            results.count == 1, "heartbeats were answered by the wrong number",
            "\(results.count) results from node \(node.id)")
        switch results.first {
        case .present:
            self.marks.insert(.heardHost)
            if let problem = self.checker.presences.didAnswer(
                answer.ticket, sentAt: heartbeat.sentAt)
            {
                self.checker.fail("a host is told that it is present by who did not lead", problem)
            }
            let problem = self.checker.presences.didHear(heartbeat.room, sentAt: heartbeat.sentAt)
            if let problem { self.checker.fail("a host that is lost is told otherwise", problem) }
        case .notHost: self.marks.insert(.heardSomeoneElse)
        case .lost: self.marks.insert(.heardTooLate)
        case .notTracked, nil: break
        }
    }

    /// Hosts, half of them, reach only a node that stands still and is cut off when it goes on.
    func strandHosts(at node: SimulatedNode, until end: UInt64) {
        guard self.plan.workload.hasHosts else { return }
        for slot in self.rooms.indices where self.dice.hosts.flip() {
            self.hosts.homes[slot] = node.place
            self.hosts.strandedUntil[slot] = end
            let rest = node.pausedUntil - self.now
            self.hear(from: slot, in: rest + 1 + self.dice.hosts.next(through: 100_000))
            self.hear(from: slot, in: rest + 1 + self.dice.hosts.next(through: 600_000))
        }
    }

    /// All hosts, or all but one, reach nobody for a while.
    func silenceHosts(for time: UInt64, _ variant: UInt64) {
        guard self.plan.workload.hasHosts else { return }
        self.marks.insert(.silencedHosts)
        let spared = variant % 2 == 0 ? nil : Int(variant / 2 % 8)
        for slot in self.rooms.indices where slot != spared {
            self.hosts.silentUntil[slot] = max(self.hosts.silentUntil[slot], self.now + time)
            self.hear(from: slot, in: time + 1 + self.dice.hosts.next(through: 100_000))
        }
    }

    private func hear(from slot: Int, in time: UInt64) {
        self.queue.add(Event(time: self.now + time, kind: .host, subject: slot, payload: 1))
    }

    private func scheduleHost(_ slot: Int) {
        self.queue.add(
            Event(
                time: self.now + 200_000 + self.dice.hosts.next(through: 1_500_000), kind: .host,
                subject: slot))
    }
}
