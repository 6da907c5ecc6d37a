import RoomState
import SeededRandomness
import Testing

private let seed: UInt64 = 2026

/// Thousands of requests of one caller, attempted, repeated and settled at random.
@Suite struct ExactlyOncePropertyTests {
    /// A request and all that its caller was ever told of it.
    private struct Request {
        let command: RoomCommand
        var effects = 0
        /// The first answer that was a decision.
        var decision: RoomOutcome.Result?
        /// It was answered that there is no effect and none can come.
        var isVoid = false
    }

    private struct Run {
        var world: RoomWorld
        let room: RoomID
        var random = SeededGenerator(seed: seed)
        var requests: [Request] = []
        var answers: [String: Int] = [:]

        init() throws {
            self.world = try RoomWorld()
            self.room = try self.world.makeShow()
        }

        /// Each has a title of its own, so that an effect tells whose it is; some must be refused.
        mutating func makeRequest() throws {
            let name = "r\(self.requests.count)"
            var update = RoomOperation.UpdateInfo()
            update.title = name
            var command = RoomCommand(
                caller: "test", target: .room(self.room), operations: [.updateInfo(update)])
            if self.random.oneIn(4) { command.operations.append(.resume) }
            command.requestID = RequestID(name)
            command.notAfter = self.world.time.advanced(
                bySeconds: UInt64(self.random.below(120)))
            self.requests.append(Request(command: command))
        }

        mutating func step() throws {
            switch self.random.below(100) {
            case 0..<28: try self.makeRequest()
            case 28..<32: try self.world.reopen()
            case 32..<62: self.world.pass(milliseconds: UInt64(self.random.below(4000)))
            case 62..<63: self.world.pass(milliseconds: UInt64(self.random.below(100_000)))
            case 63..<75: try self.settle(self.pick())
            default: try self.attempt(self.pick())
            }
            if self.random.oneIn(3000) {
                // A cluster that was down: nothing of before can be in time any more.
                self.world.pass(milliseconds: 1_200_000)
            }
        }

        /// Mostly one of the latest, for the others are long forgotten.
        private mutating func pick() -> Int {
            let reach = min(self.requests.count, self.random.oneIn(20) ? 2000 : 12)
            return self.requests.count - 1 - self.random.below(reach)
        }

        private mutating func attempt(_ number: Int) throws {
            let outcome = try self.world.apply(self.requests[number].command)
            for change in self.world.machine.changes {
                for case .infoUpdated(let update) in change.events {
                    #expect(update.title == "r\(number)", "seed \(seed)")
                    self.requests[number].effects += 1
                }
            }
            self.judge(outcome, of: number, "attempt")
        }

        private mutating func settle(_ number: Int) throws {
            let command = self.requests[number].command
            let settlement = Settlement(
                caller: "test", target: .room(self.room),
                requestID: try #require(command.requestID),
                notAfter: try #require(command.notAfter))
            let outcome = try self.world.apply(settlement)
            #expect(self.world.machine.changes.isEmpty, "seed \(seed)")
            self.judge(outcome, of: number, "settle")
        }

        private mutating func judge(_ outcome: RoomOutcome, of number: Int, _ way: String) {
            let story = Comment("seed \(seed), request \(number): \(outcome)")
            let deadline = self.requests[number].command.notAfter ?? .zero
            var request = self.requests[number]
            let answer: String
            switch outcome.result {
            case .rejected(let rejection) where rejection.reason == .requestExpired:
                if rejection.effect == .unknown {
                    // Only when a record, had there been one, would be dead.
                    #expect(self.world.time >= deadline.advanced(bySeconds: 60), story)
                    answer = "unknown"
                } else {
                    #expect(request.decision == nil, story)
                    request.isVoid = true
                    answer = rejection.isVoided ? "voided" : "expired"
                }
            case let result:
                #expect(!request.isVoid, story)
                #expect(outcome.replayed == (request.decision != nil), story)
                #expect(request.decision ?? result == result, story)
                request.decision = result
                answer = outcome.reason == nil ? "applied" : "rejected"
            }
            let wasApplied: Bool
            if case .applied? = request.decision { wasApplied = true } else { wasApplied = false }
            #expect(request.effects == (wasApplied ? 1 : 0), story)
            self.requests[number] = request
            self.answers["\(way) \(answer)\(outcome.replayed ? " again" : "")", default: 0] += 1
        }
    }

    // However a request is attempted, repeated and settled, before and after its deadline, over
    // restarts and a long standstill: it takes effect at most once, gets one decision, and once it
    // is certain that it had no effect, it never has one.
    @Test func requestTakesEffectOnceAndGetsOneAnswer() throws {
        var run = try Run()
        try run.makeRequest()
        while run.requests.count < 12_000 {
            try run.step()
        }
        let expected = [
            "attempt applied", "attempt applied again", "attempt expired", "attempt rejected",
            "attempt rejected again", "attempt unknown", "attempt voided again",
            "settle applied again", "settle rejected again", "settle unknown", "settle voided",
            "settle voided again",
        ]
        #expect(run.answers.keys.sorted() == expected, "seed \(seed)")
        #expect(run.answers.values.min() ?? 0 >= 20, "some are too rare: \(run.answers)")
    }
}
