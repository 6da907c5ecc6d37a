import NIOCore
import RoomServer
import Testing
import Watching

/// Few watches are told at once; many watches, or many writes, leave the writes their share.
@Suite struct WatchPaceTests {
    private static let start = NIODeadline.uptimeNanoseconds(1_000_000_000)
    private static let longest = TimeAmount.milliseconds(WatchLimits.fanOutRestMilliseconds)

    @Test func aHundredWatchesOfFiveHundredWritesASecondNeverWait() {
        var pace = WatchPace(at: Self.start)
        for write in 1...5_000 {
            let rest = pace.rest(
                afterTelling: 100, to: 100, of: 1, took: .microseconds(300),
                at: Self.start + .milliseconds(Int64(2 * write)))
            #expect(rest == .zero, "after write \(write)")
        }
    }

    @Test func manyWatchesAreToldAShareOfTheTime() {
        var pace = WatchPace(at: Self.start)
        let many = WatchLimits.promptAudience + 1
        #expect(
            pace.rest(afterTelling: many, to: many, of: 1, took: .microseconds(100), at: Self.start)
                == .microseconds(100) * WatchLimits.fanOutRest)
        #expect(
            pace.rest(afterTelling: 2_000, to: 2_000, of: 1, took: .milliseconds(6), at: Self.start)
                == Self.longest)
        // Told only in part.
        #expect(
            pace.rest(afterTelling: 1, to: 5_000, of: 200, took: .microseconds(10), at: Self.start)
                == .microseconds(10) * WatchLimits.fanOutRest)
    }

    @Test func updatesToFewWatchesKeepToTheirRate() {
        var pace = WatchPace(at: Self.start)
        var now = Self.start
        var told = 0
        // A turn for each change of a room that is written as fast as it can be.
        while now < Self.start + .seconds(10) {
            let took = TimeAmount.milliseconds(1)
            now = now + took
            told += 100
            now = now + pace.rest(afterTelling: 100, to: 100, of: 1, took: took, at: now)
        }
        let cost = told + told / 100 * WatchLimits.updatesLessPerChange
        let most = 10 * WatchLimits.promptUpdatesPerSecond + WatchLimits.promptBurst + 200
        #expect(cost <= most)
        #expect(cost >= most * 9 / 10)
    }

    /// Many writes are work of the loop as well: what is told little is told seldom then.
    @Test func oneWatchOfARoomThatIsWrittenAtFullSpeedIsToldSeldom() {
        var pace = WatchPace(at: Self.start)
        var now = Self.start
        var told = 0
        var turns = 0
        // 16,000 changes a second; telling one takes 10 us.
        while now < Self.start + .seconds(10) {
            let gathered = max(1, Int((now - Self.start).nanoseconds / 62_500) - told)
            let took = TimeAmount.microseconds(Int64(10 * gathered))
            now = now + took
            let rest = pace.rest(afterTelling: gathered, to: 1, of: gathered, took: took, at: now)
            now = now + max(rest, .nanoseconds(62_500))
            told += gathered
            turns += 1
        }
        // Turns of the longest rest: what gathers in one takes longer than a 128th of it.
        #expect(turns < 100)
    }

    @Test func aLoopThatWasHeldUpComesBackToItsRate() {
        var pace = WatchPace(at: Self.start)
        var now = Self.start
        // A minute of writes at full speed leaves no debt of more than the longest rest.
        for _ in 1...300 {
            now = now + Self.longest
            _ = pace.rest(afterTelling: 5_000, to: 100, of: 3_200, took: Self.longest, at: now)
        }
        // Then 100 updates each 2 ms again, from what gathered meanwhile on.
        var gathered = 50
        var turns = 0
        var rest = TimeAmount.zero
        repeat {
            let took = TimeAmount.microseconds(Int64(100 * gathered))
            now = now + took
            rest = pace.rest(
                afterTelling: 100 * gathered, to: 100, of: gathered, took: took, at: now)
            let pause = max(rest, .milliseconds(2))
            now = now + pause
            gathered = max(1, Int((took + pause).nanoseconds / 2_000_000))
            turns += 1
        } while rest > .zero && turns < 1_000
        #expect(rest == .zero)
        #expect(turns < 40)
    }
}
