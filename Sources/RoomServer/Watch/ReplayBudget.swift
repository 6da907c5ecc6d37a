package import NIOCore
import Watching

/// How many watches of a loop may read again what they missed, and what they may be told for it.
package struct ReplayBudget: Sendable {
    private let limits: WatchHubLimits
    /// Updates that may be told; below zero after a read that brought more.
    private var balance: Int
    private var filledAt: NIODeadline
    /// What turns leave of what they might tell, if one came for each of the longest rests, and
    /// when the last one was.
    private var spare: Int
    private var turnAt = NIODeadline.uptimeNanoseconds(0)
    /// Reads that are under way.
    private var running = 0

    package init(_ limits: WatchHubLimits, at now: NIODeadline) {
        self.limits = limits
        self.balance = limits.replayedAtOnce
        self.filledAt = now
        self.spare = limits.allowance.updates
    }

    /// Whether one more may read now.
    package mutating func hasRoom(at now: NIODeadline) -> Bool {
        self.fill(at: now)
        return self.running < WatchLimits.replaysAtOnce && self.balance > 0
    }

    package mutating func begin() {
        self.running += 1
    }

    /// A read is over that brought so many updates and took so long.
    package mutating func end(_ updates: Int, in time: TimeAmount) {
        self.running -= 1
        let work = time.nanoseconds / 1000 / WatchLimits.replayMicrosecondsPerUpdate
        self.balance -= max(updates, Int(work), WatchLimits.updatesPerReplay)
    }

    /// A turn had so much left of what it might tell.
    package mutating func turnEnded(spare: Int, at now: NIODeadline) {
        self.fill(at: now)
        // Turns that come more often take more of the loop than one of them tells.
        let rest = TimeAmount.milliseconds(WatchLimits.fanOutRestMilliseconds).nanoseconds
        let since = max(1_000_000, min(rest, (now - self.turnAt).nanoseconds))
        let allowance = self.limits.allowance.updates
        self.spare = max(0, allowance - (allowance - spare) * Int(rest / since))
        self.turnAt = now
    }

    private mutating func fill(at now: NIODeadline) {
        let milliseconds = max(0, (now - self.filledAt).nanoseconds / 1_000_000)
        let updates = Int(milliseconds) * self.updatesPerSecond(at: now) / 1000
        guard updates > 0 else { return }
        self.filledAt = now
        self.balance = min(self.balance + updates, self.limits.replayedAtOnce)
    }

    /// What turns leave; without turns that is everything.
    private func updatesPerSecond(at now: NIODeadline) -> Int {
        let isQuiet = now - self.turnAt > .seconds(1)
        let spare = isQuiet ? self.limits.allowance.updates : self.spare
        return max(
            self.limits.replayedPerSecond,
            spare * 1000 / Int(WatchLimits.fanOutRestMilliseconds))
    }
}
