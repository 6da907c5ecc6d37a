package import NIOCore
import Watching

/// How long an event loop does other work after it has told its watches.
///
/// Where a change goes to few watches they are told at once, as long as what is told stays within a
/// rate. Where it goes to many the rest is a multiple of the time that telling took, so that the
/// watches of a room do not slow its writes, however many they are.
package struct WatchPace: Sendable {
    /// Of the share: times as long as telling took.
    private let factor: Int
    /// Updates that may be told at once, less those that were told too early; below zero the loop
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
    ///   - took: the time in which nothing else happened on the loop.
    ///   - now: the end of the turn.
    mutating func rest(
        after turn: WatchTurn, took: TimeAmount, at now: NIODeadline
    ) -> TimeAmount {
        self.rest(
            afterTelling: turn.told, of: turn.watched, to: turn.audience, took: took, at: now)
    }

    /// - Parameters:
    ///   - told: updates, to all watches; they may tell of earlier changes as well.
    ///   - changes: that came and are watched.
    ///   - audience: the most watches that one of these changes goes to.
    package mutating func rest(
        afterTelling told: Int, of changes: Int, to audience: Int, took: TimeAmount,
        at now: NIODeadline
    ) -> TimeAmount {
        let share = min(
            took * self.factor, .milliseconds(WatchLimits.fanOutRestMilliseconds))
        guard audience <= WatchLimits.promptFanOut, told <= changes * WatchLimits.promptFanOut
        else {
            return share
        }
        let rate = Double(WatchLimits.promptUpdatesPerSecond) / 1_000_000_000
        let earned = Double((now - self.creditedAt).nanoseconds) * rate
        self.credit = min(self.credit + earned, Double(WatchLimits.promptBurst)) - Double(told)
        self.creditedAt = now
        guard self.credit < 0 else { return .zero }
        return min(share, .nanoseconds(Int64(-self.credit / rate)))
    }
}
