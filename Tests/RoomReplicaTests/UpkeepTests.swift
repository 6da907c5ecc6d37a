import Raft
import RoomReplica
import RoomState
import Testing

/// What whole replicas do unasked: deadlines, and hosts that are not heard of.
@Suite struct UpkeepTests {
    @Test func aDeadlineComesByATickOfTheLeader() throws {
        let show = try Show()
        try show.change([.invite(.init(userID: Show.guest))])
        let before = show.leader.status.appliedIndex
        // Nothing is due, so nothing is written.
        try show.stayLive(for: 7)
        #expect(show.leader.status.appliedIndex == before)
        #expect(try show.room().stage.invites.count == 1)
        try show.stayLive(for: 1)
        #expect(try show.room().stage.invites.isEmpty)
        #expect(show.leader.status.appliedIndex == before.next)
        #expect(show.leader.marks.contains(.proposedTick))
    }

    @Test func aHostThatIsHeardOfStaysLive() throws {
        let show = try Show()
        try show.stayLive(for: 10)
        #expect(try show.room().head.state == .live)
    }

    @Test func aFollowerHandsHeartbeatsToTheLeader() throws {
        let show = try Show()
        let follower = try #require(show.cluster.followers.first)
        for ticket in UInt64(1)...4 {
            try show.cluster.tick(400)
            follower.heartbeat([show.heartbeat], ticket: ticket)
            try show.cluster.settle()
            #expect(follower.heartbeats[ticket] == .success([.present(ttlSeconds: 5)]))
        }
        #expect(try show.room().head.state == .live)
    }

    @Test func aHostThatIsSilentForItsTimeIsLost() throws {
        let show = try Show()
        try show.cluster.tick(480)
        #expect(try show.room().head.state == .live)
        try show.cluster.tick(30)
        let room = try show.room()
        #expect(room.head.state == .paused)
        #expect(room.head.stateReason == .hostLost)
        show.leader.heartbeat([show.heartbeat], ticket: 1)
        try show.cluster.settle()
        #expect(show.leader.heartbeats[1] == .success([.notTracked]))
        // The floor of the term is over by then, so the grace alone counts.
        try show.cluster.tick(3100)
        #expect(try show.room().head.stateReason == .hostTimeout)
    }

    @Test func onlyTheHostCounts() throws {
        let show = try Show()
        let other = HostHeartbeat(roomID: show.id, userID: Show.guest)
        let unknown = HostHeartbeat(roomID: try #require(RoomID("404")), userID: Show.guest)
        show.leader.heartbeat([other, unknown, show.heartbeat], ticket: 1)
        try show.cluster.settle()
        let expected: [HeartbeatResult] = [.notHost, .notTracked, .present(ttlSeconds: 5)]
        #expect(show.leader.heartbeats[1] == .success(expected))
    }

    @Test func aNewLeaderGrantsAFullTime() throws {
        let show = try Show()
        try show.cluster.tick(450)
        show.leader.crash()
        try show.cluster.tick(40)
        try show.cluster.waitForLeader()
        try show.cluster.tick(440)
        #expect(try show.room().head.state == .live)
        try show.cluster.tick(100)
        #expect(try show.room().head.state == .paused)
    }

    @Test func aRestartedNodeKnowsThePresencesAgain() throws {
        let show = try Show(nodes: 1)
        let node = show.leader
        try node.storeRooms()
        node.crash()
        try node.restart()
        try show.cluster.tick(40)
        try show.cluster.waitForLeader()
        show.leader.heartbeat([show.heartbeat], ticket: 1)
        try show.cluster.settle()
        #expect(show.leader.heartbeats[1] == .success([.present(ttlSeconds: 5)]))
        try show.cluster.tick(600)
        #expect(try show.room().head.state == .paused)
    }

    @Test func aLeaderWithoutAQuorumTellsNobodyThatAHostIsPresent() throws {
        let show = try Show()
        let old = show.leader
        show.cluster.isolated = [old.id.rawValue]
        old.heartbeat([show.heartbeat], ticket: 1)
        try show.cluster.settle()
        #expect(old.heartbeats[1] == nil)
        try show.cluster.tick(60)
        #expect(old.heartbeats[1] == .failure(.noLeader))
    }

    @Test func aHeartbeatWithoutALeaderOrBeyondTheBoundIsRefused() throws {
        let cluster = try TestReplicaCluster(3)
        let show = HostHeartbeat(roomID: try #require(RoomID("1")), userID: Show.guest)
        cluster[1].heartbeat([show], ticket: 1)
        _ = try cluster[1].turn()
        #expect(cluster[1].heartbeats[1] == .failure(.noLeader))
        cluster[1].heartbeat(
            Array(repeating: show, count: Limits.heartbeatsPerBatch + 1), ticket: 3)
        _ = try cluster[1].turn()
        guard case .failure(.overloaded) = cluster[1].heartbeats[3] else {
            Issue.record("too many were taken: \(String(describing: cluster[1].heartbeats[3]))")
            return
        }
    }

    @Test func aHeartbeatThatIsNotAnsweredInTimeExpires() throws {
        let show = try Show()
        let follower = try #require(show.cluster.followers.first)
        follower.heartbeat([show.heartbeat], ticket: 1)
        follower.expire(heartbeats: 1)
        _ = try follower.turn()
        #expect(follower.heartbeats[1] == .failure(.deadlineExceeded))
    }

    // Twelve rooms fall silent at once, and that is no way for hosts to leave: nothing happens for
    // two more times to live, and an operator is told.
    @Test func anOutageOfTheWayToTheHostsIsNotTheirLoss() throws {
        let show = try Show(rooms: 12)
        try show.cluster.tick(700)
        #expect(try show.room().head.state == .live)
        #expect(show.leader.status.alarm?.contains("12 of 12 hosts") == true)
        show.leader.heartbeat([show.heartbeat], ticket: 1)
        try show.cluster.settle()
        #expect(show.leader.heartbeats[1] == .success([.present(ttlSeconds: 5)]))
        try show.cluster.tick(1)
        #expect(show.leader.status.alarm?.contains("11 of 12 hosts") == true)
        // Three times to live after they were heard last, and not before.
        try show.cluster.tick(750)
        #expect(try show.countLive() == 11)
        try show.cluster.tick(150)
        #expect(show.leader.status.alarm == nil)
        // Those that stayed silent are lost now; the one that was heard has been silent since.
        #expect(show.leader.marks.contains(.withheldExpiries))
        #expect(try show.countLive() == 0)
    }

    // What it withheld in an earlier term is over: from its election on everyone has a full time,
    // and when that runs out for all at once there is an outage again.
    @Test func aNodeThatLeadsAgainDuringAnOutageBeginsAnew() throws {
        let show = try Show(rooms: 12)
        try show.cluster.tick(550)
        let first = show.leader
        #expect(first.status.alarm?.contains("12 of 12 hosts") == true)
        let other = try #require(show.cluster.followers.first)
        for (from, to) in [(first, other), (other, first)] {
            from.transferLeadership(to: to.id)
            try show.cluster.tick(5)
            try #require(show.leader === to)
        }
        #expect(first.status.alarm == nil)
        // Three times to live after the first silence, two after the election.
        try show.cluster.tick(1000)
        #expect(try show.countLive() == 12)
        #expect(first.status.alarm?.contains("12 of 12 hosts") == true)
        try show.cluster.tick(600)
        #expect(try show.countLive() == 0)
    }
}

/// A cluster with a leader and a live room that heartbeats keep so.
private final class Show {
    let cluster: TestReplicaCluster
    private(set) var id: RoomID
    private var rooms: [RoomID] = []
    private var requests = 0
    private var beats = 0

    static let host = UserID("hana")!
    static let guest = UserID("gina")!

    init(nodes: Int = 3, rooms: Int = 1) throws {
        self.cluster = try TestReplicaCluster(nodes)
        self.id = try #require(RoomID("none"))
        try self.cluster.waitForLeader()
        try self.create(owner: Self.host.rawValue, ticket: 901)
        self.id = self.rooms[0]
        for number in 1..<rooms {
            try self.create(owner: "owner\(number)", ticket: 1001 + 2 * UInt64(number))
        }
    }

    var leader: TestReplica {
        guard let leader = self.cluster.leader else { fatalError("nobody leads") }
        return leader
    }

    var heartbeat: HostHeartbeat { HostHeartbeat(roomID: self.id, userID: Self.host) }

    func create(owner: String, ticket: UInt64) throws {
        var command = try ReplicaTests.create(owner: owner, request: "create-\(owner)")
        guard case .create(var create) = command.operations[0] else { return }
        create.settings.presenceMode = .heartbeat
        create.settings.presenceTTLSeconds = 5
        create.settings.pauseGraceSeconds = 20
        create.start = true
        command.operations = [.create(create)]
        self.leader.propose(command, ticket: ticket)
        try self.cluster.settle()
        self.rooms.append(try ReplicaTests.receipt(self.leader.answers[ticket]).roomID)
    }

    func change(_ operations: [RoomOperation]) throws {
        self.requests += 1
        let ticket = 5001 + 2 * UInt64(self.requests)
        var command = RoomCommand(
            caller: "test", target: .room(self.id), operations: operations)
        command.requestID = RequestID("change-\(self.requests)")
        command.notAfter = GroupTime(milliseconds: 1_800_000_300_000)
        self.leader.propose(command, ticket: ticket)
        try self.cluster.settle()
        _ = try ReplicaTests.receipt(self.leader.answers[ticket])
    }

    /// Sends a heartbeat every four seconds.
    func stayLive(for times: Int) throws {
        for _ in 0..<times {
            try self.cluster.tick(400)
            self.beats += 1
            let ticket = 9001 + 2 * UInt64(self.beats)
            self.leader.heartbeat([self.heartbeat], ticket: ticket)
            try self.cluster.settle()
            #expect(self.leader.heartbeats[ticket] == .success([.present(ttlSeconds: 5)]))
        }
    }

    func room() throws -> Room {
        try #require(try self.leader.room(self.id))
    }

    func countLive() throws -> Int {
        try self.rooms.count { try self.leader.room($0)?.head.state == .live }
    }
}
