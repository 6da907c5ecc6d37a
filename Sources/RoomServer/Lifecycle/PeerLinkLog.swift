import Logging
import PeerTransport
import Raft

/// Turns what happens to the outgoing links into lines of the log: one line when a link comes up,
/// goes down, or cannot be made for another reason than before; none for each of the attempts.
struct PeerLinkLog: Sendable {
    private enum State: Equatable, Sendable {
        case up
        case down(reason: String)
    }

    private var states: [NodeID: State] = [:]

    init() {}

    /// The line that `event` of the link to `node` is worth.
    mutating func line(for event: PeerLinkEvent, of node: NodeID) -> NodeStateLog.Line? {
        let peer = node.description
        let reason: String
        switch event {
        case .connected:
            self.states[node] = .up
            return NodeStateLog.Line(.info, "link is up", ["peer": peer])
        case .broken(let error):
            reason = "\(error)"
        case .refused:
            reason = "nobody listens at its endpoint"
        case .failed(let error):
            reason = "\(error)"
        }
        let state = State.down(reason: reason)
        let wasUp = self.states[node] == .up
        // After a link broke the attempts that follow say why it stays down only when it is news.
        guard self.states.updateValue(state, forKey: node) != state else { return nil }
        return NodeStateLog.Line(
            wasUp ? .warning : .info, wasUp ? "link is down" : "link cannot be made",
            ["peer": peer, "reason": reason])
    }
}
