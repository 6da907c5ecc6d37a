internal import Raft
internal import RoomReplica

/// Frames between nodes.
extension Simulator {
    /// One frame in so many passes through its encoding, which costs more than all the rest.
    private static let encodedShare: UInt64 = 32

    func send(_ outgoing: ReplicaReady.Outgoing, from node: SimulatedNode) {
        let target = SimulatedNode.place(of: outgoing.node)
        guard self.nodes.indices.contains(target) else { return }
        self.checker.didSend(outgoing.frame, from: node, to: self.nodes[target])
        self.counts.frames += 1
        if self.counts.frames % Self.encodedShare == 0 {
            self.checkEncoding(of: outgoing.frame, from: node)
        }
        let arrivals = self.network.send(
            outgoing.frame, over: self.present(node, self.nodes[target]), from: node.place,
            to: target, at: self.now, marks: &self.marks)
        for (time, parcel) in arrivals {
            self.queue.add(Event(time: time, kind: .frame, subject: target, payload: parcel))
        }
    }

    func deliver(_ parcel: Int, to node: SimulatedNode) {
        guard let parcel = self.network.take(parcel), node.isUp else { return }
        let (from, link) = (parcel.from, parcel.link)
        guard !self.network.isCut(from: from, to: node.place, among: self.nodes.count) else {
            self.marks.insert(.cutFrame)
            return
        }
        let sender = self.nodes[from]
        guard self.network.link(from: from, to: node.place) == link, link.toLife == node.life
        else {
            // There was no such link, or it is gone: what was sent is lost, and the sender dials.
            if link == self.present(sender, node) { self.dial(from: sender, to: node) }
            return
        }
        self.post(.frame(parcel.frame, from: sender.id, sentAt: parcel.sentAt), to: node)
    }

    private func checkEncoding(of frame: ReplicaFrame, from node: SimulatedNode) {
        let coding = ReplicaFrameCoding(cluster: ClusterID(1), group: .first)
        var messages: [ReplicaMessage] = []
        do {
            for payload in coding.encode(frame) {
                messages += try coding.decode(payload).messages
            }
        } catch {
            self.checker.fail("a frame does not decode", "node \(node.id): \(error)")
            return
        }
        self.checker.expect(
            messages == frame.messages, "a frame decodes to something else", "node \(node.id)")
    }
}
