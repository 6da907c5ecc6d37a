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
    func wakeHost(_ slot: Int) {
        guard !self.isHealed else { return }
        self.scheduleHost(slot)
        guard self.hosts.silentUntil[slot] <= self.now, let id = self.rooms[slot],
            let room = self.checker.ghost.room(id)
        else { return }
        if self.dice.hosts.happens(perMille: 100) {
            self.hosts.silentUntil[slot] =
                self.now + 1_000_000 + self.dice.hosts.next(through: 12_000_000)
        }
        let up = self.nodes.filter { $0.isUp && $0.pausedUntil <= self.now }
        guard !up.isEmpty else { return }
        // Now and then somebody who does not host it.
        let user = self.dice.hosts.happens(perMille: 100) ? room.head.ownerID : room.head.hostID
        let ticket = self.hosts.send(.init(room: id, host: user, sentAt: self.now))
        self.post(
            .heartbeat([HostHeartbeat(roomID: id, userID: user)], ticket: ticket),
            to: self.dice.hosts.pick(up))
    }

    func answerHeartbeats(_ answer: ReplicaReady.HeartbeatAnswer, from node: SimulatedNode) {
        guard let heartbeat = self.hosts.take(answer.ticket),
            case .success(let results) = answer.result
        else { return }
        self.checker.expect(
            results.count == 1, "heartbeats were answered by the wrong number",
            "\(results.count) results from node \(node.id)")
        switch results.first {
        case .present:
            self.marks.insert(.heardHost)
            self.checker.presences.didHear(heartbeat.room, sentAt: heartbeat.sentAt)
        case .notHost: self.marks.insert(.heardSomeoneElse)
        case .lost: self.marks.insert(.heardTooLate)
        case .notTracked, nil: break
        }
    }

    private func scheduleHost(_ slot: Int) {
        self.queue.add(
            Event(
                time: self.now + 200_000 + self.dice.hosts.next(through: 1_500_000), kind: .host,
                subject: slot))
    }
}
