import Linearizability
import RoomClient
import RoomProtocol
import SwiftProtobuf

/// One logical client: asks for one thing at a time and waits for the answer, or gives up.
struct TrafficClient {
    /// Between one answer and the next call, in milliseconds.
    private static let pace = 5...30
    /// After a call that failed; a client that hammers a cluster without a leader shows nothing.
    private static let failurePause = 50...200
    /// Calls in a row that fail until a client that keeps to one node takes another.
    private static let loyalty = 25
    /// Acknowledged changes that are kept for repetitions.
    private static let kept = 48
    /// Changes out of a hundred of which the first refusal is believed.
    private static let believing = 33

    private let shared: TrafficShared
    private let cluster: ChaosCluster
    private var generator: SeededGenerator
    private var client: RoomClient
    /// The one node that it talks to, or nil for all.
    private var node: UInt64?
    private var process: Int
    private var calls = 0
    private var failures = 0
    private var acknowledged: [(call: RoomCall, revision: UInt64)] = []

    init(shared: TrafficShared, cluster: ChaosCluster, node: UInt64?, seed: UInt64) {
        self.shared = shared
        self.cluster = cluster
        self.generator = SeededGenerator(seed: seed)
        self.node = node
        self.client = Self.connect(to: node, cluster)
        self.process = shared.nextProcess()
    }

    private static func connect(to node: UInt64?, _ cluster: ChaosCluster) -> RoomClient {
        var options = RoomClientOptions()
        options.attemptTimeout = .milliseconds(400)
        options.connectTimeout = .milliseconds(250)
        options.backoffCap = .milliseconds(100)
        guard let node else {
            return RoomClient(
                endpoints: cluster.initialIDs.map { cluster.place($0).proxiedEndpoint },
                options: options)
        }
        options.preferLeader = false
        options.useLearnedEndpoints = false
        return RoomClient(endpoints: [cluster.place(node).proxiedEndpoint], options: options)
    }

    /// Works until the run is over.
    mutating func work() async {
        while !self.shared.isStopped {
            let isAnswered = await self.step()
            self.failures = isAnswered ? 0 : self.failures + 1
            let pause = isAnswered ? Self.pace : Self.failurePause
            try? await Task.sleep(
                for: .milliseconds(Int.random(in: pause, using: &self.generator)))
            if self.node != nil, self.failures > Self.loyalty { await self.moveOn() }
        }
        await self.client.shutdown()
    }

    /// Creates a room in each slot, before anything befalls the cluster.
    mutating func createRooms() async throws {
        let deadline = ContinuousClock.now + Limits.creation
        for slot in 0..<RoomBook.slots {
            while self.shared.book.room(in: slot) == nil {
                guard ContinuousClock.now < deadline else {
                    throw HarnessError(
                        "\(RoomBook.slots) rooms could not be created in \(Limits.creation)")
                }
                let value = OperationArguments(value: .text("begin-\(slot)"))
                if await !self.change(.create, value, slot: slot) {
                    try await Task.sleep(for: .milliseconds(100))
                }
            }
        }
        await self.client.shutdown()
    }

    private mutating func moveOn() async {
        guard let other = await self.cluster.members.randomElement(using: &self.generator) else {
            return
        }
        await self.client.shutdown()
        self.node = other
        self.failures = 0
        self.client = Self.connect(to: other, self.cluster)
    }

    /// - Returns: whether the call was answered.
    private mutating func step() async -> Bool {
        let book = self.shared.book
        let choice = TrafficChoice.draw(
            value: "v\(self.process)-\(self.calls)",
            room: { slot in
                book.room(in: slot).map { ($0.host, book.revision(of: $0.alias)) }
            }, &self.generator)
        switch choice.kind {
        case .read(let isStale): return await self.read(slot: choice.slot, isStale: isStale)
        case .change(let kind, let arguments):
            return await self.change(kind, arguments, slot: choice.slot)
        case .repetition: return await self.repeatChange()
        }
    }

    private var timeout: Duration {
        mutating get { .milliseconds(.random(in: 200...500, using: &self.generator)) }
    }

    // MARK: Reads

    private mutating func read(slot: Int, isStale: Bool) async -> Bool {
        guard let room = self.shared.book.room(in: slot) else { return true }
        var record = OperationRecord(
            process: self.process, kind: .read, room: room.alias,
            call: self.shared.recorder.now, outcome: .fail)
        if isStale { record.mode = "stale" }
        let request = Roomkeeper_V1_GetRoomRequest.with {
            $0.roomID = room.roomID
            $0.view = .full
            $0.readLevel = isStale ? .local : .linearizable
        }
        do {
            let response = try await self.client.getRoom(request, timeout: self.timeout)
            record.outcome = .ok
            record.result = RoomAnswer.result(response.room)
            record.node = "n\(response.nodeID)"
            self.shared.groupTime.hear(response.groupTime)
            self.shared.book.heard(Int(response.room.revision), of: room.alias)
        } catch {
            // A LOCAL read may not know the room yet; any other says that there is none.
            if let code = RoomAnswer.code(error.reason) {
                record.outcome = .ok
                record.result = OperationResult(exists: false)
                // A refusal tells no node; but who keeps to one node was answered by that one.
                record.node = self.node.map { self.cluster.place($0).name }
                if code != .notFound { record.outcome = .fail }
            }
        }
        record.ret = self.shared.recorder.now
        self.shared.recorder.record(record)
        return record.outcome == .ok
    }

    // MARK: Changes

    private mutating func change(
        _ kind: OperationKind, _ arguments: OperationArguments, slot: Int
    ) async -> Bool {
        guard let notAfter = await self.deadline() else { return false }
        var arguments = arguments
        let room = kind == .create ? nil : self.shared.book.room(in: slot)
        let alias = room?.alias ?? self.shared.book.mintAlias()
        guard kind == .create || room != nil else { return true }
        if kind == .create { arguments.host = "h-\(alias)" }
        self.calls += 1
        var call = RoomCall(
            kind, arguments, room: room, alias: alias, process: self.process,
            requestID: "\(self.process)-\(self.calls)")
        call.request.notAfter = notAfter
        call.record.call = self.shared.recorder.now
        let response = await self.perform(&call)
        call.record.ret = self.shared.recorder.now
        if call.record.outcome == .unknown {
            self.shared.remember(call.question)
            call.record.ret = nil
            self.process = self.shared.nextProcess()
            self.calls = 0
        }
        self.shared.recorder.record(call.record)
        if call.record.result?.code == .notFound { self.shared.book.clear(alias, slot: slot) }
        if let response { self.note(response, of: call, slot: slot) }
        // A refusal that nobody decided is no answer: there may be no leader.
        return call.record.outcome == .ok || call.record.result?.code != nil
    }

    /// Sends the call, again when there was no answer, and puts down what is known in the end.
    private mutating func perform(
        _ call: inout RoomCall
    ) async -> Roomkeeper_V1_MutateResponse? {
        var attempts = ChangeAttempts(
            call.record.kind, believesRefusals: self.generator.happens(Self.believing))
        while true {
            let timeout = self.timeout
            // The client library repeats what was refused as well, so it must not either.
            let answer =
                attempts.believesRefusals
                ? await self.client.mutateOnce(call.request, timeout: timeout)
                : await self.client.mutate(call.request, timeout: timeout)
            guard attempts.heard(answer) else {
                call.record.outcome = attempts.outcome
                call.record.result = attempts.result
                if case .ok(let response) = answer { return response }
                return nil
            }
            // Now and then so late that another node leads, or this one has restarted.
            let isLate = self.generator.happens(10)
            try? await Task.sleep(
                for: .milliseconds(
                    .random(in: isLate ? 1000...3000 : 20...150, using: &self.generator)))
        }
    }

    private mutating func note(
        _ response: Roomkeeper_V1_MutateResponse, of call: RoomCall, slot: Int
    ) {
        let alias = call.record.room ?? ""
        self.shared.groupTime.hear(response.groupTime)
        self.shared.book.heard(Int(response.revision), of: alias)
        self.acknowledged.append((call, response.revision))
        if self.acknowledged.count > Self.kept { self.acknowledged.removeFirst() }
        guard call.record.kind == .create else { return }
        self.shared.book.add(
            RoomBook.Room(
                alias: alias, roomID: response.roomID, host: call.record.arguments?.host ?? ""),
            slot: slot)
    }

    /// Asks again for what was acknowledged a while ago: the answer must be the same.
    private mutating func repeatChange() async -> Bool {
        guard let (call, revision) = self.acknowledged.first else { return true }
        self.acknowledged.removeFirst()
        var again = call
        again.record.call = self.shared.recorder.now
        let response: Roomkeeper_V1_MutateResponse
        switch await self.client.mutate(call.request, timeout: self.timeout) {
        case .ok(let answer): response = answer
        case .rejected(let error):
            guard RoomAnswer.code(error.reason) != nil else { return false }
            self.shared.find(
                "request \(call.request.requestID) was acknowledged at revision \(revision) and "
                    + "then refused: \(error)")
            return true
        case .unknown: return false
        }
        guard response.revision != revision || !response.replayed else { return true }
        again.record.ret = self.shared.recorder.now
        (again.record.outcome, again.record.result) = RoomAnswer.outcome(
            of: call.record.kind, response)
        again.record.process = self.shared.nextProcess()
        self.shared.recorder.record(again.record)
        self.shared.find(
            "request \(call.request.requestID) was acknowledged at revision \(revision) and then "
                + "again at \(response.revision), replayed: \(response.replayed)")
        return true
    }

    /// Before any answer has told the cluster's time it is asked for.
    private mutating func deadline() async -> Google_Protobuf_Timestamp? {
        if let known = self.shared.groupTime.deadline() { return known }
        for id in await self.cluster.running {
            let status = try? await self.client.nodeStatus(
                endpoint: self.cluster.place(id).directEndpoint, timeout: .seconds(1))
            if let status { self.shared.groupTime.hear(status.groupTime) }
        }
        return self.shared.groupTime.deadline()
    }
}
