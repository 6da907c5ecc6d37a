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
    private var budget: ReplayBudget
    private var waiting = CircularBuffer<Waiting>()
    private var isResuming = false

    init(_ limits: WatchHubLimits) {
        self.limits = limits
        self.budget = ReplayBudget(limits, at: .now())
    }

    /// Whether a watch may read now; after a yes `begin` may follow, after a no it is pumped once
    /// it may.
    ///
    /// - Parameter isFirst: whether it has read nothing yet; one that has goes on before others.
    func admits(_ session: WatchSession, isFirst: Bool, at now: NIODeadline) -> Bool {
        if self.budget.hasRoom(at: now) { return true }
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
        self.budget.begin()
        self.leave(session)
    }

    /// A read is over that brought so many updates and took so long.
    func end(_ updates: Int, in time: TimeAmount) {
        self.budget.end(updates, in: time)
        self.resume(at: .now())
    }

    /// Has nothing to read any more.
    func leave(_ session: WatchSession) {
        if !self.waiting.isEmpty { self.waiting.removeAll { $0.session === session } }
    }

    /// A turn had so much left of what it might tell.
    func turnEnded(spare: Int, at now: NIODeadline) {
        self.budget.turnEnded(spare: spare, at: now)
        self.resume(at: now)
    }

    /// Lets those read that may, and ends those that have waited for too long.
    func resume(at now: NIODeadline) {
        // A watch that goes on may come here again.
        guard !self.isResuming, !self.waiting.isEmpty else { return }
        self.isResuming = true
        defer { self.isResuming = false }
        while self.budget.hasRoom(at: now), let next = self.waiting.popFirst() {
            next.session.pump()
            next.session.flush()
        }
        let patience = TimeAmount.milliseconds(self.limits.behindMilliseconds)
        for entry in Array(self.waiting) where now - entry.since >= patience {
            entry.session.shed("waited \(self.limits.behindMilliseconds) ms to read what it missed")
        }
    }
}
