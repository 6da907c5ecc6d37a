import Glibc
import Synchronization

/// Where a test, or an operator's experiment, makes this process die or an operation fail.
///
/// While nothing is armed, passing a failpoint costs one relaxed atomic load.
package final class Failpoints: Sendable {
    package enum Action: String, Hashable, Sendable, CaseIterable {
        /// SIGKILL to this process: nothing is flushed, closed or unwound.
        case kill
        /// The operation throws once, as if the disk had failed it.
        case error
    }

    private struct Arming: Sendable {
        var action: Action
        /// Hits until it acts; 1 acts at the next one.
        var hitsLeft: Int
    }

    private let isArmed = Atomic<Bool>(false)
    private let armings = Mutex<[Failpoint: Arming]>([:])

    package init() {}

    /// Arms what `text` names: `name[:n][=action]`, several separated by commas.
    ///
    /// The n-th hit acts, by default the first; the action is `kill` (the default) or `error`.
    package convenience init(parsing text: String) throws(FailpointSyntaxError) {
        self.init()
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            try self.arm(parsing: String(item))
        }
    }

    /// Makes the `hit`-th pass of `failpoint` from now on act.
    package func arm(_ failpoint: Failpoint, atHit hit: Int = 1, action: Action = .kill) {
        self.armings.withLock { $0[failpoint] = Arming(action: action, hitsLeft: max(1, hit)) }
        self.isArmed.store(true, ordering: .releasing)
    }

    /// Must be called right before and right after the step, on the thread that performs it.
    package func pass(_ moment: Failpoint.Moment, _ step: Failpoint.Step) throws(InjectedFailure) {
        guard self.isArmed.load(ordering: .relaxed) else { return }
        let failpoint = Failpoint(moment, step)
        switch self.registerHit(of: failpoint) {
        case nil:
            return
        case .error:
            throw InjectedFailure(failpoint: failpoint)
        case .kill:
            kill(getpid(), SIGKILL)
            // The signal may reach another thread first; nothing after this point may run.
            while true { pause() }
        }
    }

    private func registerHit(of failpoint: Failpoint) -> Action? {
        self.armings.withLock { armings in
            guard var arming = armings[failpoint] else { return nil }
            arming.hitsLeft -= 1
            armings[failpoint] = arming.hitsLeft == 0 ? nil : arming
            return arming.hitsLeft == 0 ? arming.action : nil
        }
    }

    private func arm(parsing item: String) throws(FailpointSyntaxError) {
        let halves = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = halves[0].split(
            separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let failpoint = Failpoint(name: String(parts[0])) else {
            throw .unknownName(String(parts[0]))
        }
        var hit = 1
        if parts.count == 2 {
            guard let number = Int(parts[1]), (1...Limits.failpointHits).contains(number) else {
                throw .invalidHit(String(parts[1]))
            }
            hit = number
        }
        var action = Action.kill
        if halves.count == 2 {
            guard let named = Action(rawValue: String(halves[1])) else {
                throw .unknownAction(String(halves[1]))
            }
            action = named
        }
        self.arm(failpoint, atHit: hit, action: action)
    }
}
