import RoomClient
import Testing

struct EndpointDirectoryTests {
    private static let start = ContinuousClock.now

    private static func directory(
        _ count: Int, prefersLeader: Bool = true
    ) throws -> EndpointDirectory {
        EndpointDirectory(
            try (0..<count).map { try Endpoint("n\($0):7401") },
            policy: RetryPolicy(base: .milliseconds(10), cap: .milliseconds(500)),
            prefersLeader: prefersLeader)
    }

    private static func places(
        _ directory: inout EndpointDirectory, avoiding avoided: Int? = nil, _ count: Int
    ) -> [Int] {
        (0..<count).compactMap { _ in
            switch directory.choose(avoiding: avoided, now: Self.start) {
            case .use(let place, isPreferred: _): place
            case .wait, .noEndpoint: nil
            }
        }
    }

    @Test func theLeaderIsUsedOnceItIsConnected() throws {
        var directory = try Self.directory(3)
        for place in 0..<3 {
            directory.connecting(place)
            directory.ready(place, nodeID: UInt64(place) + 1, leaderID: 3)
        }
        #expect(Self.places(&directory, 3) == [2, 2, 2])
        // After a failure there, another node is tried.
        #expect(!Self.places(&directory, avoiding: 2, 3).contains(2))
        // The leader moved.
        directory.hearLeader(1)
        #expect(Self.places(&directory, 2) == [0, 0])
    }

    // Two nodes that were removed answer every call that they may not serve. The one that serves is
    // not connected yet, and is found all the same.
    @Test func nodesThatMayNotServeAreLeftToTheLast() throws {
        var directory = try Self.directory(3)
        for place in 0..<2 {
            directory.connecting(place)
            directory.ready(place, nodeID: UInt64(place) + 1, leaderID: 1)
        }
        #expect(Self.places(&directory, 2) == [0, 0])
        directory.refused(0, now: Self.start)
        #expect(Self.places(&directory, avoiding: 0, 2) == [1, 1])
        directory.refused(1, now: Self.start)
        #expect(Self.places(&directory, avoiding: 1, 2) == [2, 2])
        // When there is no other, they are asked again; after a while they are as good as any.
        directory.connecting(2)
        directory.closed(2, wasReady: false, now: Self.start, jitter: 0)
        #expect(Set(Self.places(&directory, 4)) == [0, 1])
        let later = Self.start + .seconds(1)
        directory.hearLeader(1)
        #expect(directory.choose(avoiding: nil, now: later) == .use(0, isPreferred: true))
    }

    @Test func connectedNodesAreUsedBeforeOthersAndInTurn() throws {
        var directory = try Self.directory(3, prefersLeader: false)
        directory.connecting(0)
        for place in 1..<3 {
            directory.connecting(place)
            directory.ready(place, nodeID: UInt64(place), leaderID: 1)
        }
        #expect(Self.places(&directory, 4) == [1, 2, 1, 2])
    }

    @Test func aDeadNodeIsLeftAloneForLongerEachTime() throws {
        var directory = try Self.directory(1)
        var now = Self.start
        for pause in [10, 20, 40, 80] {
            #expect(directory.choose(avoiding: nil, now: now) == .use(0, isPreferred: false))
            directory.connecting(0)
            directory.closed(0, wasReady: false, now: now, jitter: 0)
            #expect(
                directory.choose(avoiding: nil, now: now) == .wait(.milliseconds(pause)))
            now += .milliseconds(pause)
        }
        directory.connecting(0)
        directory.ready(0, nodeID: 1, leaderID: 1)
        directory.replied(0)
        directory.closed(0, wasReady: true, now: now, jitter: 0)
        #expect(directory.choose(avoiding: nil, now: now) == .wait(.milliseconds(10)))
    }

    @Test func anotherNodeIsTriedAtOnceWhenOneIsDead() throws {
        var directory = try Self.directory(2)
        directory.connecting(0)
        directory.closed(0, wasReady: false, now: Self.start, jitter: 0)
        #expect(Self.places(&directory, 2) == [1, 1])
    }

    @Test func theOnlyNodeIsUsedEvenAfterItFailedACall() throws {
        var directory = try Self.directory(1)
        directory.connecting(0)
        directory.ready(0, nodeID: 1, leaderID: 0)
        #expect(Self.places(&directory, avoiding: 0, 1) == [0])
    }

    @Test func anUnknownLeaderIsLookedForAmongUnknownNodes() throws {
        var directory = try Self.directory(3)
        #expect(directory.wanted(now: Self.start).isEmpty)
        directory.connecting(0)
        directory.ready(0, nodeID: 1, leaderID: 3)
        #expect(directory.wanted(now: Self.start) == [1, 2])
        directory.connecting(1)
        directory.ready(1, nodeID: 2, leaderID: 3)
        directory.hear(nodeID: 3, at: 2)
        #expect(directory.wanted(now: Self.start) == [2])
        directory.connecting(2)
        #expect(directory.wanted(now: Self.start).isEmpty)
    }

    @Test func theDirectoryIsBoundedAndKnowsEachEndpointOnce() throws {
        var directory = try Self.directory(1)
        #expect(directory.add(try Endpoint("n0:7401")) == 0)
        for number in 1..<64 { #expect(directory.add(try Endpoint("n\(number):7401")) == number) }
        #expect(directory.add(try Endpoint("n64:7401")) == nil)
        #expect(directory.count == 64)
    }

    @Test func withoutEndpointsThereIsNothingToChoose() throws {
        var directory = try Self.directory(0)
        #expect(directory.choose(avoiding: nil, now: Self.start) == .noEndpoint)
    }

    @Test func endpointsAreReadWithBracketsForIPv6() throws {
        let plain = try Endpoint("node-1.example:7401")
        #expect(plain.host == "node-1.example")
        #expect(plain.port == 7401)
        let bracketed = try Endpoint("[::1]:65535")
        #expect(bracketed.host == "::1")
        #expect(bracketed.port == 65_535)
    }

    @Test(arguments: [
        "", "host", ":7401", "host:", "host:0", "host:65536", "host:x", "host:-1", "::1:7401",
        "[]:7401", "http://host:7401", "a b:1",
    ])
    func whatIsNoEndpointIsRefusedByName(text: String) {
        do {
            _ = try Endpoint(text)
            Issue.record("accepted: \(text)")
        } catch {
            #expect(error.reason == RoomClientError.Reason.invalidEndpoint)
            #expect(error.metadata["actual"] == text)
        }
    }
}
