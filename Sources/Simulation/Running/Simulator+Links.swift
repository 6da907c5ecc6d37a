internal import Raft
internal import RoomReplica

/// Links between nodes, and who is let in: as `PeerTransport` and `PeerAdmission` do it.
///
/// A link is dialled by its sender. Either end judges the other; then the sender is told that the
/// link is open, before anything goes over it.
extension Simulator {
    func areLinked(_ from: SimulatedNode, _ to: SimulatedNode) -> Bool {
        self.network.link(from: from.place, to: to.place) == self.present(from, to)
    }

    /// A link between the present lives of two nodes.
    func present(_ from: SimulatedNode, _ to: SimulatedNode) -> Network.Link {
        Network.Link(fromLife: from.life, toLife: to.life)
    }

    /// Opens a link if neither end objects, and tells the one that dialled.
    func dial(from: SimulatedNode, to: SimulatedNode) {
        guard from.isUp, to.isUp,
            !self.network.isCut(from: from.place, to: to.place, among: self.nodes.count)
        else { return }
        if !self.areLinked(from, to) {
            guard self.admit(from, at: to), self.admit(to, at: from) else { return }
            self.network.establish(self.present(from, to), from: from.place, to: to.place)
        }
        self.post(.linkOpened(to.id), to: from)
    }

    /// Whether `guest` is welcome at `host`, which binds it to its store at their first meeting.
    private func admit(_ guest: SimulatedNode, at host: SimulatedNode) -> Bool {
        // Refusing costs one of the two its process: the other one may find it gone.
        guard guest.isUp, host.isUp else { return false }
        let admission = StoreAdmission(
            membership: host.replica.membership, pins: host.log.pins)
        switch admission.judge(guest.id, with: guest.disk.store) {
        case .accept:
            break
        case .bind:
            guard self.bind(guest, at: host) else { return false }
        case .refuseRemoved:
            self.marks.insert(.refusedRemoved)
            return false
        case .refuseStore:
            self.marks.insert(.refusedStore)
            return false
        }
        if admission.membership.member(guest.id) == nil { self.marks.insert(.metStranger) }
        self.checker.didAdmit(guest, at: host)
        return true
    }

    /// Durable before it counts; on a disk that hangs the handshake waits, and is tried again.
    private func bind(_ guest: SimulatedNode, at host: SimulatedNode) -> Bool {
        guard host.disk.trouble.hangsUntil <= self.now else { return false }
        guard !host.disk.trouble.isExhausted else {
            self.marks.insert(.ranOutOfDisk)
            self.stop(host)
            return false
        }
        self.marks.insert(.boundStore)
        host.disk.log.pins[guest.id] = guest.disk.store
        return true
    }
}
