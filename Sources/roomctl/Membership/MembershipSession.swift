import RoomClient
import RoomProtocol

/// Changes the members of a cluster and waits until a change is done, whoever leads meanwhile.
///
/// Every step looks first whether what it is to bring about is there already, so that a command
/// that was interrupted is simply run again.
struct MembershipSession {
    typealias Status = Roomkeeper_V1_NodeStatusResponse

    let session: ClientSession
    private var leader: ClusterLeader
    private let deadline: ContinuousClock.Instant
    /// A change was asked for, and may come about whatever is heard of it.
    private var hasAsked = false

    /// - Parameter wait: how long the whole command may take.
    init(_ session: ClientSession, wait: Duration, timeout: Duration) {
        self.session = session
        self.leader = ClusterLeader(session, patience: timeout)
        self.deadline = .now + wait
    }

    mutating func status() async throws -> Status {
        try await self.leader.status(mayHaveChanged: self.hasAsked)
    }

    /// The status when a leader has had time to miss a node that died just before, with its machine
    /// or its network: until then it counts as one that answers, and what may be spared is judged
    /// by who answers.
    mutating func freshStatus() async throws -> Status {
        _ = try await self.settledStatus()
        Console.writeError("looking for a second at who answers")
        try await Task.sleep(for: Limits.leaderNoticesDeath)
        return try await self.settledStatus()
    }

    /// The status once no change of the members is under way.
    mutating func settledStatus() async throws -> Status {
        try await self.wait(for: "another change of the members to end") { !$0.membershipChanging }
    }

    /// Asks for a change and returns when it is committed.
    ///
    /// - Parameter isDone: whether a configuration is what the change leads to.
    /// - Throws: `CommandFailure` with the leader's refusal, or when it is not done in time.
    mutating func change(
        _ steps: [Roomkeeper_V1_MembershipStep], isForced: Bool = false,
        isDone: (Status) -> Bool
    ) async throws -> Status {
        var request = Roomkeeper_V1_ChangeMembershipRequest()
        request.steps = steps
        request.force = isForced
        while true {
            let before = try await self.settledStatus()
            if isDone(before) { return before }
            if !isForced, steps.contains(where: { $0.takesAway }) {
                _ = try await self.freshStatus()
            }
            self.hasAsked = true
            let index = try await self.ask(request)
            // A node says of itself what was so a moment ago, perhaps before the change.
            try await Task.sleep(for: Limits.pollInterval)
            let after = try await self.wait(for: "the change to be committed") {
                !$0.membershipChanging && $0.commitIndex >= index
            }
            if isDone(after) { return after }
            // A leader that lost its place took the change with it: nothing was changed.
            try self.checkTime("the change to be committed")
        }
    }

    /// - Throws: `CommandFailure` when one of the addresses belongs to another member than `id`.
    func requireFree(
        _ addresses: MemberAddresses, for id: UInt64?,
        among members: [Roomkeeper_V1_MemberStatus]
    ) throws {
        for member in members where member.nodeID != id {
            let taken = [
                member.peerEndpoint, member.nativeEndpoint, member.grpcEndpoint,
                member.httpEndpoint,
            ]
            for (door, address) in addresses.named where taken.contains("\(address)") {
                throw self.failure(
                    reason: "ADDRESS_IN_USE",
                    message: "\(address), the node's \(door) address, belongs to node "
                        + "\(member.nodeID)",
                    advice: "give the node addresses of its own.")
            }
        }
    }

    /// Where the change is in the log; 0 when no answer came, and the configuration has to tell
    /// what became of it.
    private func ask(_ request: Roomkeeper_V1_ChangeMembershipRequest) async throws -> UInt64 {
        do throws(RoomClientError) {
            return try await self.session.client.changeMembership(request).index
        } catch {
            guard error.outcome == .unknown else {
                throw CommandFailure(error, format: self.session.format)
            }
            return 0
        }
    }

    /// Polls the leader until `condition` holds.
    ///
    /// - Parameters:
    ///   - what: what is waited for, for the error when time runs out.
    ///   - look: sees every status on the way.
    mutating func wait(
        for what: String, look: ((Status) -> Void)? = nil, until condition: (Status) -> Bool
    ) async throws -> Status {
        let notice = look == nil ? self.notice(for: what) : nil
        defer { notice?.end() }
        while true {
            let status = try await self.status()
            look?(status)
            if condition(status) { return status }
            try self.checkTime(what)
            try await Task.sleep(for: Limits.pollInterval)
        }
    }

    private func notice(for what: String) -> WaitNotice {
        WaitNotice(
            for: what, atMost: .seconds((self.deadline - .now).components.seconds),
            option: "--wait")
    }

    private func checkTime(_ what: String) throws {
        guard ContinuousClock.now >= self.deadline else { return }
        throw self.failure(
            reason: "DEADLINE_EXCEEDED", message: "time ran out while waiting for \(what)",
            advice: "what was done so far stays; run the same command again, it goes on there.",
            outcome: .unknown)
    }

    func failure(
        reason: String, message: String, advice: String? = nil,
        outcome: Roomkeeper_V1_Outcome = .notApplied
    ) -> CommandFailure {
        CommandFailure(
            status: .failed,
            report: ErrorReport(
                reason: reason, message: message, advice: advice,
                outcome: WireWord.name(outcome)),
            format: self.session.format)
    }

    /// - Throws: `CommandFailure` when the node is no member.
    func member(_ id: UInt64, of status: Status) throws -> Roomkeeper_V1_MemberStatus {
        if let member = status.member(id) { return member }
        let known = status.members.map { String($0.nodeID) }.joined(separator: ", ")
        let wasRemoved = status.removedNodeIds.contains(id)
        throw self.failure(
            reason: "NODE_NOT_FOUND",
            message: wasRemoved
                ? "node \(id) was removed from the cluster; its members are \(known)"
                : "no member of the cluster has the id \(id); its members are \(known)")
    }
}

extension Roomkeeper_V1_MembershipStep {
    /// Whether a voter fewer may be left.
    fileprivate var takesAway: Bool {
        switch self.step {
        case .remove, .demote: true
        default: false
        }
    }
}

extension Roomkeeper_V1_NodeStatusResponse {
    func member(_ id: UInt64) -> Roomkeeper_V1_MemberStatus? {
        self.members.first { $0.nodeID == id }
    }

    func isVoter(_ id: UInt64) -> Bool { self.member(id)?.state == "voter" }

    /// An id that no node has or had.
    var freeNodeID: UInt64 {
        let used = self.members.map { $0.nodeID } + self.removedNodeIds
        return (used.max() ?? 0) + 1
    }
}
