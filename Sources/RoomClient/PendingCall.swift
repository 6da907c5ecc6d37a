import NIOCore

/// One attempt that waits on a connection for its reply, or for the many of a watch.
struct PendingCall: Sendable {
    /// What came of it.
    enum Result: Sendable {
        case reply(ReceivedReply)
        /// The server's hello is there; only for a call that waits for it.
        case greeted
        case ended(AttemptEnd)
    }

    /// Who is told.
    enum Waiter: Sendable {
        case caller(CheckedContinuation<Result, Never>)
        /// `idleLimit`: without an answer for that long, the watch is given up.
        case watch(WatchInbox, idleLimit: TimeAmount)
    }

    let id: UInt64
    var deadline: NIODeadline
    let waiter: Waiter
    /// The encoded request until it is handed to the channel; nil afterwards, and empty for a call
    /// that sends nothing and waits for the hello.
    var request: [UInt8]?

    var awaitsHello: Bool { self.request?.isEmpty ?? false }

    var isWatch: Bool {
        if case .watch = self.waiter { true } else { false }
    }

    var wasSent: Bool { self.request == nil }

    /// How long the server may take from now on, in milliseconds; 0: as it likes.
    func serverTime(from now: NIODeadline) -> UInt32 {
        guard !self.isWatch else { return 0 }
        return ServerTime.milliseconds(within: .nanoseconds((self.deadline - now).nanoseconds))
    }

    /// Tells the end of it, once.
    func finish(_ result: Result) {
        switch self.waiter {
        case .caller(let continuation): continuation.resume(returning: result)
        case .watch(let inbox, _): inbox.end(result)
        }
    }
}
