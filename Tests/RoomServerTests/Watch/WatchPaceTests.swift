import NIOCore
import RoomServer
import Testing
import Watching

/// Few watches of a room are told at once; many watches leave the room its writes.
@Suite struct WatchPaceTests {
    private static let start = NIODeadline.uptimeNanoseconds(1_000_000_000)

    @Test func aHundredWatchesOfFiveHundredWritesASecondNeverWait() {
        var pace = WatchPace(at: Self.start)
        for write in 1...5_000 {
            let rest = pace.rest(
                afterTelling: 100, of: 1, to: 100, took: .microseconds(300),
                at: Self.start + .milliseconds(Int64(2 * write)))
            #expect(rest == .zero, "after write \(write)")
        }
    }

    @Test func manyWatchesOfAChangeAreToldAShareOfTheTime() {
        var pace = WatchPace(at: Self.start)
        let many = WatchLimits.promptFanOut + 1
        #expect(
            pace.rest(afterTelling: many, of: 1, to: many, took: .microseconds(100), at: Self.start)
                == .microseconds(100) * WatchLimits.fanOutRest)
        #expect(
            pace.rest(afterTelling: 2_000, of: 1, to: 2_000, took: .milliseconds(6), at: Self.start)
                == .milliseconds(WatchLimits.fanOutRestMilliseconds))
        // A change for many among hundreds for few, told only in part.
        #expect(
            pace.rest(
                afterTelling: 500, of: 200, to: 5_000, took: .microseconds(10), at: Self.start)
                == .microseconds(10) * WatchLimits.fanOutRest)
        // Who was waiting is told although nothing changed, and that is not prompt either.
        #expect(
            pace.rest(afterTelling: 1, of: 0, to: 0, took: .microseconds(1), at: Self.start)
                == .microseconds(1) * WatchLimits.fanOutRest)
    }

    @Test func updatesToFewWatchesKeepToTheirRate() {
        var pace = WatchPace(at: Self.start)
        var now = Self.start
        var told = 0
        // 100 watches of a room that is written as fast as it can be.
        while now < Self.start + .seconds(10) {
            let took = TimeAmount.microseconds(300)
            now = now + took
            told += 100
            now = now + pace.rest(afterTelling: 100, of: 1, to: 100, took: took, at: now)
        }
        let most = 10 * WatchLimits.promptUpdatesPerSecond + WatchLimits.promptBurst + 200
        #expect(told <= most)
        #expect(told >= most * 9 / 10)
    }

    @Test func aLoopThatWasHeldUpComesBackToItsRate() {
        var pace = WatchPace(at: Self.start)
        var now = Self.start
        var rest = TimeAmount.zero
        // 100 updates each 2 ms; a pause of 100 ms lets 50 changes gather.
        var gathered = 50
        var turns = 0
        repeat {
            let took = TimeAmount.microseconds(Int64(3 * 100 * gathered))
            now = now + took
            rest = pace.rest(
                afterTelling: 100 * gathered, of: gathered, to: 100, took: took, at: now)
            let pause = max(rest, .milliseconds(2))
            now = now + pause
            gathered = max(1, Int((took + pause).nanoseconds / 2_000_000))
            turns += 1
        } while rest > .zero && turns < 1_000
        #expect(rest == .zero)
        #expect(turns < 40)
    }
}
