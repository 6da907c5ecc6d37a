import Dispatch
import MemoryState
import Raft
import RoomReplica
import RoomServer
import RoomState
import Synchronization
import Testing

/// Queries see what is applied, though it is stored later, and share stores and views.
struct QueryWorkerTests {
    /// An applier, its rooms, and a worker whose stores are done at once, or when a test says so.
    private final class Node: Sendable {
        private struct State: ~Copyable {
            var applier: RoomApplier
            var holdsStores = false
            var held: [@Sendable () -> Void] = []
            var stores = 0
        }

        let memory = MemoryState()
        let rooms: AppliedRooms
        private let state: Mutex<State>
        private let worker = Mutex<QueryWorker<MemoryState>?>(nil)
        private let ended = DispatchGroup()
        private let storeAsked = DispatchSemaphore(value: 0)

        init(limit: Int = 100) throws {
            self.rooms = try AppliedRooms(reader: self.memory)
            self.state = Mutex(State(applier: try RoomApplier(group: .first, reader: self.memory)))
            let worker = QueryWorker(storage: self.memory, rooms: self.rooms, limit: limit) {
                [weak self] completion in
                self?.store(completion)
            }
            self.worker.withLock { $0 = worker }
            DispatchQueue(label: "queries").async(group: self.ended) { worker.run() }
        }

        var stores: Int { self.state.withLock { $0.stores } }

        func holdStores() { self.state.withLock { $0.holdsStores = true } }

        /// Lets the stores be done that were asked for, and those that follow.
        func releaseStores() {
            let held = self.state.withLock { state in
                state.holdsStores = false
                defer { state.held = [] }
                return state.held
            }
            for completion in held { self.finish(completion) }
        }

        /// Returns when a store was asked for; called once for each.
        func waitForStore() {
            self.storeAsked.wait()
        }

        func stop() {
            self.worker.withLock { $0 }?.stop()
            self.ended.wait()
        }

        /// Applies the creation of a room, which is not stored.
        func makeRoom(_ owner: String) throws {
            try self.state.withLock { state in
                let create = RoomOperation.Create(
                    ownerID: try #require(UserID(owner)), info: RoomInfo(title: owner))
                let command = RoomCommand(
                    caller: "tests", target: .newRoom, operations: [.create(create)])
                let payload = CommandPayload(
                    groupTime: FakeReplica.startTime, command: command.encoded())
                let entry = Entry(
                    index: state.applier.applied.index.next, term: Term(1), kind: .command,
                    payload: payload.encoded())
                self.rooms.publish(try state.applier.apply([entry]))
            }
        }

        /// How many rooms a list holds, read at what is applied now.
        func ask(
            deadline: ContinuousClock.Instant = .now + .seconds(60),
            answer: @escaping @Sendable (Result<Int, QueryFailure>) -> Void
        ) {
            let applied = self.rooms.applied
            let grant = ReadGrant(appliedIndex: applied.index, groupTime: applied.groupTime)
            self.worker.withLock { $0 }?.run(grant, deadline: deadline) { view in
                answer(view.map { Self.count(in: $0.state) })
            }
        }

        func count(
            deadline: ContinuousClock.Instant = .now + .seconds(60)
        ) async -> Result<Int, QueryFailure> {
            await withCheckedContinuation { continuation in
                self.ask(deadline: deadline) { continuation.resume(returning: $0) }
            }
        }

        private static func count(in state: some StateReader) -> Int {
            (try? RoomPage.list(RoomFilter(), size: 500, after: nil, in: state).rooms.count) ?? -1
        }

        private func store(_ completion: @escaping @Sendable () -> Void) {
            let isHeld = self.state.withLock { state in
                state.stores += 1
                if state.holdsStores { state.held.append(completion) }
                return state.holdsStores
            }
            self.storeAsked.signal()
            if !isHeld { self.finish(completion) }
        }

        private func finish(_ completion: @Sendable () -> Void) {
            self.state.withLock { state in
                do throws(ApplyFailure) {
                    self.memory.write(try state.applier.takeChanges())
                } catch {
                    Issue.record("\(error)")
                }
                self.rooms.willStore()
                self.rooms.didStore()
            }
            completion()
        }
    }

    @Test func aQuerySeesWhatWasAppliedAndNotStored() async throws {
        let node = try Node()
        defer { node.stop() }
        #expect(await node.count() == .success(0))
        #expect(node.stores == 0, "nothing was there to be stored")
        try node.makeRoom("ana")
        #expect(await node.count() == .success(1))
        #expect(node.stores == 1)
        #expect(await node.count() == .success(1))
        #expect(node.stores == 1, "it was stored already")
    }

    // While one store is under way others ask; they wait for one more store, together.
    @Test func queriesThatArriveDuringAStoreShareTheNextOne() async throws {
        let node = try Node()
        defer { node.stop() }
        try node.makeRoom("ana")
        node.holdStores()
        let answers = Mutex<[Int]>([])
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let note: @Sendable (Result<Int, QueryFailure>) -> Void = { result in
                let isLast = answers.withLock { answers in
                    answers.append((try? result.get()) ?? -1)
                    return answers.count == 11
                }
                if isLast { continuation.resume() }
            }
            node.ask(answer: note)
            node.waitForStore()
            do {
                try node.makeRoom("ben")
            } catch {
                Issue.record("\(error)")
            }
            for _ in 0..<10 { node.ask(answer: note) }
            node.releaseStores()
        }
        #expect(answers.withLock { $0 } == Array(repeating: 2, count: 11))
        #expect(node.stores <= 2)
    }

    @Test func oneQueryTooManyIsRefused() async throws {
        let node = try Node(limit: 3)
        defer { node.stop() }
        try node.makeRoom("ana")
        node.holdStores()
        let answers = Mutex<[Result<Int, QueryFailure>]>([])
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            for _ in 0..<4 {
                node.ask { answer in
                    let isLast = answers.withLock { answers in
                        answers.append(answer)
                        return answers.count == 4
                    }
                    if isLast { continuation.resume() }
                }
            }
            node.releaseStores()
        }
        // The refusal comes at once, the answers with the store.
        let refusal = QueryFailure.refused(.overloaded(limit: "3 queries wait on this node"))
        let expected: [Result<Int, QueryFailure>] = [
            .failure(refusal), .success(1), .success(1), .success(1),
        ]
        #expect(answers.withLock { $0 } == expected)
    }

    @Test func aQueryWhoseTimeIsOverIsNotRun() async throws {
        let node = try Node()
        defer { node.stop() }
        let answer = await node.count(deadline: .now - .seconds(1))
        #expect(answer == .failure(.refused(.deadlineExceeded)))
    }

    @Test func whoStillWaitsWhenItEndsIsAnswered() async throws {
        let node = try Node()
        try node.makeRoom("ana")
        node.holdStores()
        let answers = Mutex<[Result<Int, QueryFailure>]>([])
        for _ in 0..<2 {
            node.ask { answer in answers.withLock { $0.append(answer) } }
        }
        node.stop()
        let refusal = Result<Int, QueryFailure>.failure(.refused(.shuttingDown))
        #expect(answers.withLock { $0 } == [refusal, refusal])
        #expect(await node.count() == refusal)
    }

    // What is written after the view was made is not in it.
    @Test func aViewDoesNotChange() async throws {
        let node = try Node()
        defer { node.stop() }
        try node.makeRoom("ana")
        #expect(await node.count() == .success(1))
        let view = node.memory.view()
        try node.makeRoom("ben")
        #expect(await node.count() == .success(2))
        #expect(try RoomPage.list(RoomFilter(), size: 5, after: nil, in: view).rooms.count == 1)
    }
}
