import NIOCore
import Watching

/// Which watches of a loop read again what they missed: a few at a time, and so much in a second.
///
/// Each is told up to a thousand updates for one read, without a turn. So without a bound, watches
/// that were cut off because too much was to be told would be told as much by coming back.
///
/// Invariant: used on one event loop.
final class WatchReplays {
    private struct Waiting {
        let session: WatchSession
        let since: NIODeadline
    }

    private let limits: WatchHubLimits
    /// Updates that may be told; below zero after a read that brought more.
    private var balance: Int
    private var filledAt = NIODeadline.now()
    /// What the last turn had left of what it might tell, and when that was.
    private var spare: Int
    private var turnAt = NIODeadline.uptimeNanoseconds(0)
    private var running = 0
    private var waiting = CircularBuffer<Waiting>()
    private var isResuming = false

    init(_ limits: WatchHubLimits) {
        self.limits = limits
        self.balance = limits.replayedAtOnce
        self.spare = limits.allowance.updates
    }

    /// Whether a watch may read now; after a yes `begin` may follow, after a no it is pumped once
    /// it may.
    ///
    /// - Parameter isFirst: whether it has read nothing yet; one that has goes on before others.
    func admits(_ session: WatchSession, isFirst: Bool, at now: NIODeadline) -> Bool {
        self.fill(at: now)
        if self.hasRoom { return true }
        guard !self.waiting.contains(where: { $0.session === session }) else { return false }
        let entry = Waiting(session: session, since: now)
        if isFirst {
            self.waiting.append(entry)
        } else {
            self.waiting.prepend(entry)
        }
        return false
    }

    func begin(_ session: WatchSession) {
        self.running += 1
        self.leave(session)
    }

    /// A read is over that brought so many updates and took so long.
    func end(_ updates: Int, in time: TimeAmount) {
        self.running -= 1
        let work = time.nanoseconds / 1000 / WatchLimits.replayMicrosecondsPerUpdate
        self.balance -= max(updates, Int(work), WatchLimits.updatesPerReplay)
        self.resume(at: .now())
    }

    /// Has nothing to read any more.
    func leave(_ session: WatchSession) {
        if !self.waiting.isEmpty { self.waiting.removeAll { $0.session === session } }
    }

    /// A turn had so much left of what it might tell.
    func turnEnded(spare: Int, at now: NIODeadline) {
        self.fill(at: now)
        self.spare = spare
        self.turnAt = now
        self.resume(at: now)
    }

    /// Lets those read that may, and ends those that have waited for too long.
    func resume(at now: NIODeadline) {
        // A watch that goes on may come here again.
        guard !self.isResuming, !self.waiting.isEmpty else { return }
        self.isResuming = true
        defer { self.isResuming = false }
        self.fill(at: now)
        while self.hasRoom, let next = self.waiting.popFirst() {
            next.session.pump()
            next.session.flush()
        }
        let patience = TimeAmount.milliseconds(self.limits.behindMilliseconds)
        for entry in Array(self.waiting) where now - entry.since >= patience {
            entry.session.shed("waited \(self.limits.behindMilliseconds) ms to read what it missed")
        }
    }

    private var hasRoom: Bool { self.running < WatchLimits.replaysAtOnce && self.balance > 0 }

    private func fill(at now: NIODeadline) {
        let milliseconds = max(0, (now - self.filledAt).nanoseconds / 1_000_000)
        let updates = Int(milliseconds) * self.updatesPerSecond(at: now) / 1000
        guard updates > 0 else { return }
        self.filledAt = now
        self.balance = min(self.balance + updates, self.limits.replayedAtOnce)
    }

    /// What turns leave, as if one rested for as long as it may; without turns that is everything.
    private func updatesPerSecond(at now: NIODeadline) -> Int {
        let isQuiet = now - self.turnAt > .seconds(1)
        let spare = isQuiet ? self.limits.allowance.updates : self.spare
        return max(
            self.limits.replayedPerSecond,
            spare * 1000 / Int(WatchLimits.fanOutRestMilliseconds))
    }
}
