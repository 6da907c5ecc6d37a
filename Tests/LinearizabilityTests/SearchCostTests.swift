import Linearizability
import Testing

/// What the search costs, in steps, where a search without thought would never end.
@Suite struct SearchCostTests {
    // Sixteen clients at once, and each change tells its revision: there is nothing to try.
    @Test func revisionsPinTheOrder() {
        var story = Story()
        for index in 0..<2_000 {
            story.set("v\(index)", call: Int64(index), ret: Int64(index + 16), revision: index + 2)
        }
        let found = story.judge()
        #expect(found.decision == .linearizable)
        #expect(found.steps < 40 * 2_000)
    }

    // Five hundred writes whose clients never heard, all at once, and not one took effect.
    @Test func unknownWritesThatNobodySawCostNothing() {
        var story = Story()
        for index in 0..<500 { story.unknownSet("u\(index)", call: 2) }
        for index in 0..<300 {
            let call = Int64(10 + 2 * index)
            story.set("v\(index)", call: call, ret: call + 1, revision: index + 2)
            story.read(call: call + 1, ret: call + 1, revision: index + 2, value: "v\(index)")
        }
        let found = story.judge()
        #expect(found.decision == .linearizable)
        #expect(found.steps < 10 * 600)
    }

    // Every other revision was made by one of four hundred unknown writes. What was read says
    // which; where nothing was read any of them will do.
    @Test(arguments: [true, false])
    func unknownWritesFillGaps(isRead: Bool) {
        var story = Story()
        for index in 0..<400 { story.unknownSet("u\(index)", call: 2) }
        for index in 0..<200 {
            let call = Int64(10 + 3 * index)
            let gap = 2 + 2 * index
            if isRead { story.read(call: call, ret: call, revision: gap, value: "u\(399 - index)") }
            story.addCohost("c\(index)", call: call + 1, ret: call + 1, revision: gap + 1)
        }
        let found = story.judge()
        #expect(found.decision == .linearizable)
        #expect(found.steps < 200 * 500)
    }

    // Eighteen pins of unknown outcome, and one read in the end that tells in which order they
    // were made: one order of 6 * 10^15.
    @Test func oneReadTellsTheOrderOfManyUnknownPins() {
        var story = Story()
        for index in 0..<18 { story.unknownPin("p\(index)", call: 2) }
        let pins = (0..<18).map { "p\(($0 * 7) % 18)" }
        story.read(call: 50, ret: 60, revision: 19, value: "v1", pins: pins)
        let found = story.judge()
        #expect(found.decision == .linearizable)
        #expect(found.steps < 2_000)
    }

    // The same with one pin that nobody made: it is as quickly known that there is no order.
    @Test func noOrderIsFoundAsQuickly() {
        var story = Story()
        for index in 0..<18 { story.unknownPin("p\(index)", call: 2) }
        let pins = (0..<17).map { "p\(($0 * 7) % 18)" } + ["x"]
        story.read(call: 50, ret: 60, revision: 19, value: "v1", pins: pins)
        let found = story.judge()
        #expect(found.decision != .linearizable)
        #expect(found.decision != .undecided)
        #expect(found.steps < 2_000)
    }

    // A register without revisions, two hundred unknown writes that nobody saw, and a lie.
    @Test func aRegisterWithManyUnknownWritesIsDecided() {
        var story = Story(model: .register)
        for index in 0..<200 { story.unknownWrite(index, call: 2) }
        for index in 0..<100 {
            let call = Int64(10 + 2 * index)
            story.write(1_000 + index, call: call, ret: call + 3)
            story.registerRead(1_000 + index, call: call + 1, ret: call + 3)
        }
        #expect(story.judge().decision == .linearizable)
        story.registerRead(1_000, call: 900, ret: 901)
        let found = story.judge()
        #expect(found.decision != .linearizable)
        #expect(found.decision != .undecided)
        #expect(found.steps < 1_000_000)
    }

    // Twenty-four writes at once, and reads after them of nearly all of their values: only the last
    // one can be read, which is seen as soon as a second write is placed.
    @Test func aValueThatNothingIsLeftToWriteEndsAnOrder() {
        var story = Story(model: .register)
        for index in 0..<24 { story.write(index, call: 0, ret: 100) }
        for index in 0..<24 { story.registerRead(index % 23, call: Int64(200 + index), ret: 300) }
        let found = story.judge()
        #expect(found.decision != .linearizable)
        #expect(found.decision != .undecided)
        #expect(found.steps < 24 * 24 * 10)
    }

    // Thirty writes of two values at once, and reads that see them alternate more often than that.
    @Test func aBudgetEndsASearch() {
        var story = Story(model: .register)
        for index in 0..<30 { story.write(index % 2, call: 0, ret: 1_000) }
        for index in 0..<40 {
            story.registerRead(index % 2, call: Int64(10 * index), ret: Int64(10 * index + 5))
        }
        let budget = SearchBudget(steps: 100_000)
        #expect(story.judge(budget).decision == .undecided)
        #expect(story.judge(SearchBudget(isOver: { true })).decision == .undecided)
    }
}

/// A history of one object, written down line by line.
private struct Story {
    var model = HistoryModel.room
    private var records: [OperationRecord] = []
    private var process = 0

    init(model: HistoryModel = .room) {
        self.model = model
        if model == .room {
            self.add(.create, 0, 1, revision: 1) {
                $0.value = "v1"
                $0.host = "h"
            }
        }
    }

    func judge(_ budget: SearchBudget = SearchBudget()) -> Linearization {
        let history = History(self.records.map { .operation($0) })
        return Linearization.check(history.operations, model: self.model, budget: budget)
    }

    mutating func set(_ value: String, call: Int64, ret: Int64, revision: Int) {
        self.add(.set, call, ret, revision: revision) { $0.value = .text(value) }
    }

    mutating func unknownSet(_ value: String, call: Int64) {
        self.add(.set, call, nil) { $0.value = .text(value) }
    }

    mutating func addCohost(_ id: String, call: Int64, ret: Int64, revision: Int) {
        self.add(.cohostAdd, call, ret, revision: revision) { $0.user = id }
    }

    mutating func unknownPin(_ id: String, call: Int64) {
        self.add(.pin, call, nil) { $0.id = id }
    }

    mutating func read(
        call: Int64, ret: Int64, revision: Int, value: String, pins: [String]? = nil
    ) {
        self.add(.read, call, ret, revision: revision) { _ in }
        self.records[self.records.count - 1].result?.value = .text(value)
        self.records[self.records.count - 1].result?.pins = pins
    }

    mutating func write(_ value: Int, call: Int64, ret: Int64) {
        self.add(.write, call, ret) { $0.value = .number(Int64(value)) }
    }

    mutating func unknownWrite(_ value: Int, call: Int64) {
        self.add(.write, call, nil) { $0.value = .number(Int64(value)) }
    }

    mutating func registerRead(_ value: Int, call: Int64, ret: Int64) {
        self.add(.read, call, ret) { _ in }
        self.records[self.records.count - 1].result = OperationResult(
            value: .number(Int64(value)))
    }

    private mutating func add(
        _ kind: OperationKind, _ call: Int64, _ ret: Int64?, revision: Int? = nil,
        _ fill: (inout OperationArguments) -> Void
    ) {
        self.process += 1
        var record = OperationRecord(
            process: self.process, kind: kind, room: "r", call: call,
            outcome: ret == nil ? .unknown : .ok)
        record.ret = ret
        var arguments = OperationArguments()
        fill(&arguments)
        record.arguments = arguments
        record.result = OperationResult(revision: revision)
        self.records.append(record)
    }
}
