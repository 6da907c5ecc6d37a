import NIOCore
import RoomServer
import Testing
import Watching

/// What those that come back may read and be told does not depend on how many they are.
@Suite struct ReplayBudgetTests {
    private static let start = NIODeadline.uptimeNanoseconds(60_000_000_000)

    /// A budget of a loop whose turns leave nothing, of which `updates` may be told at once.
    private static func budget(_ updates: Int) -> ReplayBudget {
        var limits = WatchHubLimits()
        limits.replayedAtOnce = updates
        var budget = ReplayBudget(limits, at: Self.start)
        budget.turnEnded(spare: 0, at: Self.start)
        return budget
    }

    private static func hasRoom(_ budget: inout ReplayBudget, _ now: NIODeadline) -> Bool {
        budget.hasRoom(at: now)
    }

    @Test func soManyReadAtOnceAndNoMore() {
        var budget = Self.budget(8_192)
        for _ in 0..<WatchLimits.replaysAtOnce {
            #expect(Self.hasRoom(&budget, Self.start))
            budget.begin()
        }
        #expect(!Self.hasRoom(&budget, Self.start))
        budget.end(1, in: .zero)
        #expect(Self.hasRoom(&budget, Self.start))
        budget.begin()
        #expect(!Self.hasRoom(&budget, Self.start))
    }

    @Test func aReadCountsAtLeastSoManyUpdates() {
        var budget = Self.budget(2 * WatchLimits.updatesPerReplay)
        for _ in 0..<2 {
            #expect(Self.hasRoom(&budget, Self.start))
            budget.begin()
            budget.end(0, in: .zero)
        }
        #expect(!Self.hasRoom(&budget, Self.start))
    }

    @Test func aReadThatTookLongCountsAsMuchThoughItBroughtNothing() {
        let updates: Int64 = 1_000
        var budget = Self.budget(Int(updates))
        budget.begin()
        budget.end(
            0, in: .microseconds((updates - 1) * WatchLimits.replayMicrosecondsPerUpdate))
        #expect(Self.hasRoom(&budget, Self.start))
        budget.begin()
        budget.end(0, in: .zero)
        #expect(!Self.hasRoom(&budget, Self.start))
    }

    /// Turns that leave nothing let 1,024 updates a second be told; a debt is made up for first.
    @Test func timeFillsItAtTheRateThatIsPromised() {
        var budget = Self.budget(100)
        budget.begin()
        budget.end(100 + WatchLimits.replayedPerSecond / 2, in: .zero)
        #expect(!Self.hasRoom(&budget, Self.start + .milliseconds(490)))
        #expect(Self.hasRoom(&budget, Self.start + .milliseconds(510)))
    }

    @Test func whatTurnsLeaveFillsItFaster() {
        let rest = TimeAmount.milliseconds(WatchLimits.fanOutRestMilliseconds)
        var budget = Self.budget(100)
        let now = Self.start + rest
        budget.turnEnded(spare: 4_096, at: now)
        budget.begin()
        budget.end(100 + 4_096, in: .zero)
        #expect(!Self.hasRoom(&budget, now + .milliseconds(190)))
        #expect(Self.hasRoom(&budget, now + .milliseconds(210)))
    }

    /// A hundred updates each 2 ms are more than a turn for each rest might tell.
    @Test func turnsThatComeOftenLeaveNothingThoughEachTellsLittle() {
        var budget = Self.budget(100)
        var now = Self.start
        for _ in 0..<100 {
            now = now + .milliseconds(2)
            budget.turnEnded(spare: WatchLimits.updatesPerTurnOfLoop - 132, at: now)
        }
        budget.begin()
        budget.end(100 + WatchLimits.replayedPerSecond / 2, in: .zero)
        #expect(!Self.hasRoom(&budget, now + .milliseconds(490)))
        #expect(Self.hasRoom(&budget, now + .milliseconds(510)))
    }
}
