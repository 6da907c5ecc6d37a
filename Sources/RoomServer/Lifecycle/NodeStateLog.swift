package import Logging
import Raft
package import RoomReplica

/// Turns what a node shows of itself into the lines of its log: one line for each change of state,
/// none for anything else.
///
/// It compares each status with the one before; it keeps no clock and writes nothing itself.
package struct NodeStateLog: Sendable {
    /// One line of the log.
    package struct Line: Equatable, Sendable {
        package var level: Logger.Level
        package var message: String
        package var metadata: [String: String]

        package init(
            _ level: Logger.Level, _ message: String, _ metadata: [String: String] = [:]
        ) {
            self.level = level
            self.message = message
            self.metadata = metadata
        }
    }

    private var role: RaftStatus.Role?
    private var term: Term?
    private var leader: NodeID?
    private var membership: Membership?
    /// `nil` until the first status; then the reason, or an empty text when the node was ready.
    private var notReadyReason: String?
    private var alarm: String?

    package init() {}

    /// The lines that `status` is worth after the statuses that came before it.
    package mutating func lines(for status: ReplicaStatus) -> [Line] {
        var lines: [Line] = []
        let raft = status.raft
        if raft.role != self.role || raft.term != self.term || raft.leader != self.leader {
            lines.append(self.roleLine(raft))
            self.role = raft.role
            self.term = raft.term
            self.leader = raft.leader
        }
        if raft.membership != self.membership {
            if self.membership != nil {
                lines.append(Self.membershipLine(raft.membership))
            }
            self.membership = raft.membership
        }
        let reason = status.notReadyReason ?? ""
        if reason != self.notReadyReason {
            lines.append(
                reason.isEmpty
                    ? Line(.info, "ready", ["applied": status.appliedIndex.description])
                    : Line(.info, "not ready", ["reason": reason]))
            self.notReadyReason = reason
        }
        if status.alarm != self.alarm {
            lines.append(
                status.alarm.map { Line(.error, "alarm", ["reason": $0]) }
                    ?? Line(.notice, "the alarm is over"))
            self.alarm = status.alarm
        }
        return lines
    }

    private func roleLine(_ raft: RaftStatus) -> Line {
        var metadata = ["role": raft.role.rawValue, "term": raft.term.description]
        metadata["leader"] = raft.leader?.description ?? "none"
        let message =
            switch raft.role {
            case .leader: "leads"
            case .follower where raft.leader != nil: "follows a leader"
            case .follower: "has no leader"
            case .preCandidate: "asks whether it could win an election"
            case .candidate: "stands for election"
            }
        return Line(.info, message, metadata)
    }

    private static func membershipLine(_ membership: Membership) -> Line {
        func list(_ nodes: [NodeID]) -> String {
            nodes.map(\.description).joined(separator: ",")
        }
        var metadata = ["voters": list(membership.incoming)]
        if membership.isJoint { metadata["outgoing"] = list(membership.outgoing) }
        if !membership.learners.isEmpty { metadata["learners"] = list(membership.learners) }
        return Line(.notice, "membership changed", metadata)
    }
}
