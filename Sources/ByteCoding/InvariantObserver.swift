package import Synchronization

/// Who is told of a violated invariant before the process ends.
package enum InvariantObserver {
    /// Nobody by default; a simulator that wants to say which seed led to it.
    package static let current = Mutex<(@Sendable (_ message: String) -> Void)?>(nil)
}
