import ByteCoding
import Logging
import Raft
import RoomReplica
import RoomServer
import RoomState
import Synchronization
import Testing

@Suite struct LifecycleLogTests {
    /// Collects the lines that a handler writes.
    private final class Lines: Sendable {
        let all = Mutex<[String]>([])

        var sink: LogSink {
            LogSink { line in self.all.withLock { $0.append(line) } }
        }
    }

    private static func logger(
        _ lines: Lines, _ format: ServerConfiguration.LogFormat
    ) -> Logger {
        var options = ServerConfiguration().logs
        options.format = format
        return Logger(label: "test") { _ in
            LineLogHandler(
                options: options, sink: lines.sink, metadata: ["node": "1"],
                now: { WallClockTime(milliseconds: 1_769_860_800_123) })
        }
    }

    @Test func aLineHasTimeLevelMessageAndOrderedMetadata() {
        let lines = Lines()
        Self.logger(lines, .text).info(
            "link is up", metadata: ["peer": "2", "address": "127.0.0.1:1", "why": "two words"])
        #expect(
            lines.all.withLock { $0 } == [
                "2026-01-31T12:00:00.123Z info    link is up address=127.0.0.1:1 node=1 peer=2 "
                    + "why=\"two words\"\n"
            ])
    }

    @Test func noValueCanForgeALine() {
        let lines = Lines()
        let logger = Self.logger(lines, .text)
        logger.warning("a\nb", metadata: ["x": "1\n2026 error \"quoted\" \u{1b}[31m"])
        #expect(
            lines.all.withLock { $0 } == [
                "2026-01-31T12:00:00.123Z warning a\\nb node=1 "
                    + "x=\"1\\n2026 error \\\"quoted\\\" \\u001b[31m\"\n"
            ])
    }

    @Test func jsonLinesAreOneObjectEach() {
        let lines = Lines()
        Self.logger(lines, .json).error("no \"space\"", metadata: ["path": "a\\b"])
        #expect(
            lines.all.withLock { $0 } == [
                #"{"time":"2026-01-31T12:00:00.123Z","level":"error","message":"no \"space\"","#
                    + #""node":"1","path":"a\\b"}"# + "\n"
            ])
    }

    @Test func linesBelowTheLevelAreNotWritten() {
        let lines = Lines()
        let logger = Self.logger(lines, .text)
        logger.debug("hidden")
        #expect(lines.all.withLock { $0 }.isEmpty)
    }

    private static func status(
        role: RaftStatus.Role, term: UInt64, leader: UInt64?, notReady: String?,
        commit: UInt64 = 0
    ) -> ReplicaStatus {
        let raft = RaftStatus(
            node: NodeID(1), role: role, term: Term(term), votedFor: nil,
            leader: leader.map(NodeID.init), truncatedIndex: .zero, lastIndex: .zero,
            lastTerm: .zero, commitIndex: LogIndex(commit), applyingIndex: .zero,
            appliedIndex: .zero, durableIndex: .zero, transferTarget: nil,
            membership: Membership(voters: [Member(node: NodeID(1))]), peers: [])
        return ReplicaStatus(
            identity: StoreIdentity(
                cluster: ClusterID(1), node: NodeID(1), store: StoreID(1)),
            raft: raft, appliedIndex: LogIndex(commit), stateDigest: StableHash.zero,
            groupTime: .zero, notReadyReason: notReady, waitingProposals: 0, waitingReads: 0)
    }

    @Test func eachChangeOfStateIsOneLineAndProgressIsNone() {
        var log = NodeStateLog()
        // A node starts, without a leader and not ready: two facts, two lines.
        let start = Self.status(role: .follower, term: 0, leader: nil, notReady: "starting")
        #expect(log.lines(for: start).map(\.message) == ["has no leader", "not ready"])
        // Nothing changed, and later only the commit index moved.
        #expect(log.lines(for: start).isEmpty)
        // It wins an election and becomes ready.
        let leads = Self.status(role: .leader, term: 2, leader: 1, notReady: nil, commit: 1)
        let lines = log.lines(for: leads)
        #expect(lines.map(\.message) == ["leads", "ready"])
        #expect(lines[0].metadata == ["role": "leader", "term": "2", "leader": "1"])
        #expect(
            log.lines(
                for: Self.status(role: .leader, term: 2, leader: 1, notReady: nil, commit: 900)
            ).isEmpty)
        // It is deposed; the new leader is not known yet.
        let deposed = Self.status(role: .follower, term: 3, leader: nil, notReady: nil)
        #expect(log.lines(for: deposed).map(\.message) == ["has no leader"])
        // The leader of the same term shows up.
        let follows = Self.status(role: .follower, term: 3, leader: 2, notReady: nil)
        #expect(log.lines(for: follows).map(\.message) == ["follows a leader"])
    }

    @Test func aChangedMembershipIsNoticedButNotTheFirstOne() {
        var log = NodeStateLog()
        var status = Self.status(role: .follower, term: 1, leader: 2, notReady: nil)
        #expect(!log.lines(for: status).map(\.message).contains("membership changed"))
        status.raft.membership.learners = [NodeID(4)]
        let lines = log.lines(for: status)
        #expect(lines.map(\.message) == ["membership changed"])
        #expect(lines.first?.metadata == ["voters": "1", "learners": "4"])
    }
}
