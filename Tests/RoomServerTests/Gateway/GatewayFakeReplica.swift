import MemoryState
import NIOCore
import NIOPosix
import Raft
import RoomReplica
import RoomServer
import RoomState
import Synchronization

/// A replica of one node without consensus: the real `RoomApplier` over a state in memory, which
/// applies what is proposed on a thread of its own.
final class FakeReplica: ReplicaService {
    enum Mode: Sendable {
        /// Applies and answers at once.
        case serve
        /// Keeps the answers until `releaseAll`.
        case hold
        case fail(SubmitFailure)
    }

    private struct State: ~Copyable {
        var applier: RoomApplier
        var mode = Mode.serve
        var presence = HeartbeatResult.present(ttlSeconds: 15)
        var groupTime = FakeReplica.startTime
        var notReadyReason: String?
        var membershipOutcome = MembershipOutcome.refused(.notLeader(NodeID(8)))
        var membershipChanges: [MembershipChange] = []
        var proposals = 0
        var reads: [ReadConsistency] = []
        var held: [@Sendable () -> Void] = []
        var heldWaiters: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    static let startTime = GroupTime(milliseconds: 1_800_000_000_000)
    static let node = NodeID(7)

    let memory = MemoryState()
    let rooms: AppliedRooms
    private let thread: any EventLoop
    private let state: Mutex<State>

    init(
        thread: any EventLoop = MultiThreadedEventLoopGroup.singleton.next(),
        watchLimits: WatchHubLimits = WatchHubLimits()
    ) throws {
        self.thread = thread
        self.rooms = try AppliedRooms(reader: self.memory, watchLimits: watchLimits)
        let applier = try RoomApplier(group: .first, reader: self.memory)
        self.state = Mutex(State(applier: applier))
    }

    // MARK: What a test sets and sees

    var mode: Mode {
        get { self.state.withLock { $0.mode } }
        set { self.state.withLock { $0.mode = newValue } }
    }

    /// What becomes of every change of the members.
    var membershipOutcome: MembershipOutcome {
        get { self.state.withLock { $0.membershipOutcome } }
        set { self.state.withLock { $0.membershipOutcome = newValue } }
    }

    var membershipChanges: [MembershipChange] { self.state.withLock { $0.membershipChanges } }

    /// What becomes of every heartbeat.
    var presence: HeartbeatResult {
        get { self.state.withLock { $0.presence } }
        set { self.state.withLock { $0.presence = newValue } }
    }

    var notReadyReason: String? {
        get { self.state.withLock { $0.notReadyReason } }
        set { self.state.withLock { $0.notReadyReason = newValue } }
    }

    /// How many commands were proposed, refused ones too.
    var proposals: Int { self.state.withLock { $0.proposals } }
    var reads: [ReadConsistency] { self.state.withLock { $0.reads } }

    func setGroupTime(_ time: GroupTime) {
        self.state.withLock { $0.groupTime = time }
    }

    /// Returns when at least `count` answers are held.
    func waitForHeld(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = self.state.withLock { state in
                guard state.held.count < count else { return true }
                state.heldWaiters.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    /// Gives the held answers, the last one first when `reversed`.
    func releaseAll(reversed: Bool = false) {
        let held = self.state.withLock { state in
            let held = state.held
            state.held = []
            return held
        }
        self.thread.execute {
            for answer in reversed ? held.reversed() : held { answer() }
        }
    }

    // MARK: ReplicaService

    func propose(
        _ command: [UInt8], deadline: ContinuousClock.Instant,
        completion: @escaping @Sendable (Result<AppliedOutcome, SubmitFailure>) -> Void
    ) {
        self.state.withLock { $0.proposals += 1 }
        self.answer(completion) { self.apply(command) }
    }

    func read(
        _ consistency: ReadConsistency, deadline: ContinuousClock.Instant,
        completion: @escaping @Sendable (Result<ReadGrant, SubmitFailure>) -> Void
    ) {
        self.state.withLock { $0.reads.append(consistency) }
        self.answer(completion) {
            let applied = self.state.withLock { $0.applier.applied }
            return ReadGrant(appliedIndex: applied.index, groupTime: applied.groupTime)
        }
    }

    func heartbeat(
        _ heartbeats: [HostHeartbeat], deadline: ContinuousClock.Instant,
        completion: @escaping @Sendable (Result<[HeartbeatResult], SubmitFailure>) -> Void
    ) {
        self.answer(completion) {
            Array(repeating: self.state.withLock { $0.presence }, count: heartbeats.count)
        }
    }

    func query(
        _ consistency: ReadConsistency, deadline: ContinuousClock.Instant,
        answer: @escaping @Sendable (Result<QueryView, QueryFailure>) -> Void
    ) {
        self.read(consistency, deadline: deadline) { result in
            switch result {
            case .failure(let failure): answer(.failure(.refused(failure)))
            case .success(let grant):
                do {
                    answer(.success(try self.view(grant)))
                } catch {
                    fatalError("the state in memory cannot be stored or read: \(error)")
                }
            }
        }
    }

    private func view(_ grant: ReadGrant) throws -> QueryView {
        try self.state.withLock { state in
            self.memory.write(try state.applier.takeChanges())
            self.rooms.willStore()
            self.rooms.didStore()
            return QueryView(
                state: self.memory.view(), applied: try AppliedState.recover(from: self.memory),
                grant: grant)
        }
    }

    func transferLeadership(
        to node: NodeID?, deadline: ContinuousClock.Instant,
        completion: @escaping @Sendable (Result<NodeID, SubmitFailure>) -> Void
    ) {
        self.answer(completion) { node ?? NodeID(8) }
    }

    func changeMembership(
        _ change: MembershipChange, completion: @escaping @Sendable (MembershipOutcome) -> Void
    ) {
        let outcome = self.state.withLock { state in
            state.membershipChanges.append(change)
            return state.membershipOutcome
        }
        self.thread.execute { completion(outcome) }
    }

    var groupTime: GroupTime { self.state.withLock { $0.groupTime } }

    var status: ReplicaStatus {
        let (applied, reason) = self.state.withLock { ($0.applier.applied, $0.notReadyReason) }
        return ReplicaStatus(
            identity: StoreIdentity(
                cluster: ClusterID(0xc1), node: Self.node, store: StoreID(0x57)),
            raft: Self.raftStatus(applied: applied.index), appliedIndex: applied.index,
            stateDigest: applied.digest, groupTime: applied.groupTime, notReadyReason: reason,
            waitingProposals: 0, waitingReads: 0)
    }

    private static func raftStatus(applied: LogIndex) -> RaftStatus {
        let members = [7, 8, 9].map {
            Member(
                node: NodeID($0), peerEndpoint: "127.0.0.1:74\($0)0",
                nativeEndpoint: "127.0.0.1:74\($0)1")
        }
        return RaftStatus(
            node: Self.node, role: .leader, term: Term(3), votedFor: Self.node, leader: Self.node,
            truncatedIndex: .zero, lastIndex: applied, lastTerm: Term(3), commitIndex: applied,
            applyingIndex: applied, appliedIndex: applied, durableIndex: applied,
            transferTarget: nil, membership: Membership(voters: members),
            peers: [
                RaftStatus.Peer(
                    node: NodeID(8), matchIndex: applied, nextIndex: applied.next,
                    isAnswering: true)
            ])
    }

    private func answer<Value: Sendable>(
        _ completion: @escaping @Sendable (Result<Value, SubmitFailure>) -> Void,
        with value: @escaping @Sendable () -> Value
    ) {
        switch self.mode {
        case .serve:
            self.thread.execute { completion(.success(value())) }
        case .fail(let failure):
            self.thread.execute { completion(.failure(failure)) }
        case .hold:
            let ready = self.state.withLock { state in
                state.held.append { completion(.success(value())) }
                let count = state.held.count
                let ready = state.heldWaiters.filter { $0.count <= count }
                state.heldWaiters.removeAll { $0.count <= count }
                return ready.map(\.continuation)
            }
            for continuation in ready { continuation.resume() }
        }
    }

    private func apply(_ command: [UInt8]) -> AppliedOutcome {
        self.state.withLock { state in
            let payload = CommandPayload(groupTime: state.groupTime, command: command)
            let entry = Entry(
                index: state.applier.applied.index.next, term: Term(3), kind: .command,
                payload: payload.encoded())
            do {
                let result = try state.applier.apply([entry])
                self.rooms.publish(result)
                // Every other change stays unstored for a while, as in a node.
                if entry.index.rawValue.isMultiple(of: 2) {
                    self.memory.write(try state.applier.takeChanges())
                    self.rooms.willStore()
                    self.rooms.didStore()
                }
                return AppliedOutcome(
                    index: entry.index, outcome: result.outcomes[0].outcome,
                    groupTime: result.outcomes[0].groupTime)
            } catch {
                fatalError("the gateway proposed what cannot be applied: \(error)")
            }
        }
    }
}
