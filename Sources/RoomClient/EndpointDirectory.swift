import RoomProtocol

/// The endpoints of the cluster as one client knows them, and which of them a call should use.
///
/// It is pure: connections are opened and closed elsewhere and reported here. Endpoints are named
/// by their place, which never changes; none is ever removed.
package struct EndpointDirectory: Sendable {
    /// What a call should do next.
    package enum Choice: Sendable, Equatable {
        /// Send on a connection to this endpoint, opening one first when none is there.
        ///
        /// When it is not the preferred one, `wanted` may name some that are worth a connection.
        case use(Int, isPreferred: Bool)
        /// Every endpoint failed lately; the first may be tried again after this long.
        case wait(Duration)
        case noEndpoint
    }

    private struct Entry: Sendable {
        let endpoint: Endpoint
        /// 0: not known yet.
        var nodeID: UInt64 = 0
        var ready = 0
        var connecting = 0
        /// Failures in a row, without a reply between them.
        var failures = 0
        /// Not to be connected to before this time.
        var retryAt: ContinuousClock.Instant?
        /// Answers, but said that it may not serve: others are better before this time.
        var servesAgainAt: ContinuousClock.Instant?

        func isFit(at now: ContinuousClock.Instant) -> Bool {
            guard let servesAgainAt = self.servesAgainAt else { return true }
            return now >= servesAgainAt
        }

        func isBackedOff(at now: ContinuousClock.Instant) -> Bool {
            guard let retryAt = self.retryAt else { return false }
            return now < retryAt
        }
    }

    private var entries: [Entry] = []
    /// 0: not known.
    private var leaderID: UInt64 = 0
    /// The endpoint of the leader, once a connection told which node is behind it.
    private var leader: Int?
    /// Where the round over the endpoints goes on.
    private var cursor = 0
    private let policy: RetryPolicy
    private let prefersLeader: Bool

    package init(_ endpoints: [Endpoint], policy: RetryPolicy, prefersLeader: Bool) {
        self.policy = policy
        self.prefersLeader = prefersLeader
        for endpoint in endpoints { _ = self.add(endpoint) }
    }

    package var count: Int { self.entries.count }

    package var endpoints: [String] { self.entries.map(\.endpoint.text) }

    package func endpoint(_ place: Int) -> Endpoint { self.entries[place].endpoint }

    /// The place of an endpoint, added when it is new.
    ///
    /// Nil when the directory is full.
    package mutating func add(_ endpoint: Endpoint) -> Int? {
        if let place = self.place(of: endpoint.text) { return place }
        guard self.entries.count < Limits.endpoints else { return nil }
        self.entries.append(Entry(endpoint: endpoint))
        return self.entries.count - 1
    }

    /// Whether further connections to an endpoint must wait.
    package func isBackedOff(_ place: Int, now: ContinuousClock.Instant) -> Bool {
        self.entries[place].isBackedOff(at: now)
    }

    package func place(of text: String) -> Int? {
        self.entries.firstIndex { $0.endpoint.text == text }
    }

    // MARK: - Choosing

    /// Picks an endpoint for one attempt.
    ///
    /// 1) the leader's, when it is preferred, known and connected;
    /// 2) else the next that is connected;
    /// 3) else the next that is being connected;
    /// 4) else the next that is not backed off;
    /// 5) else none, for as long as the shortest backoff lasts.
    ///
    /// One whose node said lately that it may not serve is taken only when 1 to 4 find no other: a
    /// node that was removed goes on answering so for as long as it runs.
    ///
    /// - Parameters:
    ///   - avoided: where the last attempt failed; taken only when 1 to 4 find no other.
    ///   - anywhere: leave 1 out.
    package mutating func choose(
        avoiding avoided: Int?, anywhere: Bool = false, now: ContinuousClock.Instant
    ) -> Choice {
        if !anywhere, self.prefersLeader, let leader = self.leader, leader != avoided,
            self.entries[leader].ready > 0, self.entries[leader].isFit(at: now)
        {
            return .use(leader, isPreferred: true)
        }
        guard !self.entries.isEmpty else { return .noEndpoint }
        let place =
            self.best(at: now) { $0 != avoided && $1.isFit(at: now) }
            ?? self.best(at: now) { place, _ in place != avoided }
            ?? self.best(at: now) { _, _ in true }
        if let place {
            self.cursor = place + 1
            return .use(place, isPreferred: false)
        }
        return .wait(self.shortestBackoff(now: now))
    }

    /// Endpoints worth a connection although no call waits for one: the leader's, or, while it is
    /// not known which one that is, all that may be it.
    package func wanted(now: ContinuousClock.Instant) -> [Int] {
        let isUseful: (Int) -> Bool
        if self.prefersLeader, self.leaderID == 0 { return [] }
        if self.prefersLeader, let leader = self.leader {
            isUseful = { $0 == leader }
        } else if self.prefersLeader {
            isUseful = { self.entries[$0].nodeID == 0 }
        } else {
            isUseful = { _ in true }
        }
        return self.entries.indices.filter {
            let entry = self.entries[$0]
            return isUseful($0) && entry.ready == 0 && entry.connecting == 0
                && !entry.isBackedOff(at: now)
        }
    }

    /// The next that is connected, or is being connected, or may be connected to.
    private func best(
        at now: ContinuousClock.Instant, where condition: (Int, Entry) -> Bool
    ) -> Int? {
        self.next { condition($0, $1) && $1.ready > 0 }
            ?? self.next { condition($0, $1) && $1.connecting > 0 }
            ?? self.next { condition($0, $1) && !$1.isBackedOff(at: now) }
    }

    /// The first, going round from the cursor, that satisfies the condition.
    private func next(where condition: (Int, Entry) -> Bool) -> Int? {
        for step in 0..<self.entries.count {
            let place = (self.cursor + step) % self.entries.count
            if condition(place, self.entries[place]) { return place }
        }
        return nil
    }

    private func shortestBackoff(now: ContinuousClock.Instant) -> Duration {
        self.entries.compactMap(\.retryAt).map { max($0 - now, .zero) }.min() ?? .zero
    }

    // MARK: - Reports

    package mutating func connecting(_ place: Int) {
        self.entries[place].connecting += 1
    }

    /// A connection got its hello.
    package mutating func ready(_ place: Int, nodeID: UInt64, leaderID: UInt64) {
        self.entries[place].connecting -= 1
        self.entries[place].ready += 1
        self.entries[place].nodeID = nodeID
        self.hearLeader(leaderID)
    }

    /// The first reply on a connection: the endpoint works.
    package mutating func replied(_ place: Int) {
        self.entries[place].failures = 0
        self.entries[place].retryAt = nil
    }

    /// A connection ended or could not be made.
    ///
    /// The endpoint is left alone for a while, which grows with each failure in a row.
    package mutating func closed(
        _ place: Int, wasReady: Bool, now: ContinuousClock.Instant, jitter: UInt16
    ) {
        if wasReady {
            self.entries[place].ready -= 1
        } else {
            self.entries[place].connecting -= 1
        }
        self.entries[place].failures += 1
        self.entries[place].retryAt =
            now + self.policy.pause(failures: self.entries[place].failures, jitter: jitter)
    }

    /// The node answered that it may not serve; others are tried first for a while.
    ///
    /// What it once said of the leader is forgotten if it named itself.
    package mutating func refused(_ place: Int, now: ContinuousClock.Instant) {
        self.entries[place].servesAgainAt = now + Limits.unfitTime
        guard self.leader == place else { return }
        self.leader = nil
        self.leaderID = 0
    }

    /// A node said which node leads; 0, for no leader, is no news.
    package mutating func hearLeader(_ id: UInt64) {
        guard id != 0 else { return }
        self.leaderID = id
        self.leader = self.entries.firstIndex { $0.nodeID == id }
    }

    /// A node said where the leader listens.
    package mutating func hearLeader(at place: Int) {
        self.leader = place
        self.leaderID = self.entries[place].nodeID
    }

    /// A node said which node listens at an endpoint.
    package mutating func hear(nodeID: UInt64, at place: Int) {
        self.entries[place].nodeID = nodeID
        if nodeID == self.leaderID { self.leader = place }
    }
}
