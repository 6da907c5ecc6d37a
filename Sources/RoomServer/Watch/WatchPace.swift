package import NIOCore
import Watching

/// How long an event loop does other work after it has told its watches.
///
/// Few watches are told at once, as long as what is told and what is written stays within a rate.
/// When there are many, or the rate is not kept, the rest is a multiple of the time that telling
/// took, so that watches do not slow the writes that they watch, however many they are.
package struct WatchPace: Sendable {
    /// Of the share: times as long as telling took.
    private let factor: Int
    /// What may be told at once, in updates, less what was told too early; below zero the loop
    /// rests until it is not.
    private var credit = Double(WatchLimits.promptBurst)
    private var creditedAt: NIODeadline

    package init(factor: Int = WatchLimits.fanOutRest, at now: NIODeadline) {
        self.factor = factor
        self.creditedAt = now
    }

    /// The rest after a turn.
    ///
    /// - Parameters:
    ///   - told: updates, to all watches; they may tell of earlier changes as well.
    ///   - audience: watches that the turn had to tell.
    ///   - changes: that came since the turn before, watched or not.
    ///   - took: the time in which nothing else happened on the loop.
    ///   - now: the end of the turn.
    package mutating func rest(
        afterTelling told: Int, to audience: Int, of changes: Int, took: TimeAmount,
        at now: NIODeadline
    ) -> TimeAmount {
        let longest = TimeAmount.milliseconds(WatchLimits.fanOutRestMilliseconds)
        let share = min(took * self.factor, longest)
        guard audience <= WatchLimits.promptAudience else { return share }
        // Changes count although telling them is cheap: with many writes the loop has other work.
        let cost = told + WatchLimits.updatesLessPerChange * changes
        let rate = Double(WatchLimits.promptUpdatesPerSecond) / 1_000_000_000
        let earned = Double((now - self.creditedAt).nanoseconds) * rate
        self.credit = min(self.credit + earned, Double(WatchLimits.promptBurst)) - Double(cost)
        // No debt is older than the longest rest: who wrote much does not pay for it later.
        self.credit = max(self.credit, -Double(longest.nanoseconds) * rate)
        self.creditedAt = now
        guard self.credit < 0 else { return .zero }
        return min(share, .nanoseconds(Int64(-self.credit / rate)))
    }
}
