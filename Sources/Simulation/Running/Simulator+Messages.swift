internal import Raft
internal import RoomReplica

/// Frames between nodes.
extension Simulator {
    /// One frame in so many passes through its encoding, which costs more than all the rest.
    private static let encodedShare: UInt64 = 32

    func send(_ outgoing: ReplicaReady.Outgoing, from node: SimulatedNode) {
        self.noteVotes(in: outgoing.frame, from: node)
        guard let target = self.nodes.firstIndex(where: { $0.id == outgoing.node }) else { return }
        self.counts.frames += 1
        if self.counts.frames % Self.encodedShare == 0 {
            self.checkEncoding(of: outgoing.frame, from: node)
        }
        let arrivals = self.network.send(
            outgoing.frame, from: node.place, to: target, at: self.now, marks: &self.marks)
        for (time, parcel) in arrivals {
            self.queue.add(Event(time: time, kind: .frame, subject: target, payload: parcel))
        }
    }

    func deliver(_ parcel: Int, to node: SimulatedNode) {
        guard let (frame, from) = self.network.take(parcel), node.isUp else { return }
        guard !self.network.isCut(from: from, to: node.place, among: self.nodes.count) else {
            self.marks.insert(.cutFrame)
            return
        }
        self.post(.frame(frame, from: self.nodes[from].id), to: node)
    }

    /// A vote counts when it is told, whatever becomes of the disk that it should be on.
    private func noteVotes(in frame: ReplicaFrame, from node: SimulatedNode) {
        for case .raft(let message) in frame.messages {
            switch message.body {
            case .vote(let vote) where vote.isGranted && !vote.isPreVote:
                self.checker.didVote(node.id, for: message.to, in: vote.campaignTerm)
                self.checker.expect(
                    node.log.hardState.term >= vote.campaignTerm,
                    "a vote was told before it was durable",
                    "node \(node.id) in term \(vote.campaignTerm)")
            case .requestVote(let request) where !request.isPreVote:
                self.checker.didVote(node.id, for: node.id, in: request.campaignTerm)
            case .appendAccepted(let accepted):
                // What a later leader has replaced meanwhile was there when it was promised.
                self.checker.expect(
                    accepted.matchIndex <= node.log.lastIndex
                        || message.term < node.log.hardState.term,
                    "entries were acknowledged before they were durable",
                    "node \(node.id): \(accepted.matchIndex), durable \(node.log.lastIndex)")
            default:
                break
            }
        }
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
