/// What callers handed to a connection since its event loop last looked.
struct Outbox: Sendable {
    /// What a caller has to do after it put something in.
    enum Put: Sendable, Equatable {
        /// Wake the event loop: this is the first item since it last looked.
        case wake
        /// The event loop is on its way already.
        case queued
        /// There is no room for it.
        case full
        /// The connection ended.
        case refused(AttemptEnd)
    }

    private var calls: [PendingCall] = []
    private var cancelled: [UInt64] = []
    private var isWakeScheduled = false
    /// Bytes in `calls`, and bytes that the event loop took and could not write yet.
    private var queuedBytes = 0
    private var heldBytes = 0
    /// Set once, when the connection ended.
    private var end: AttemptEnd?

    mutating func put(_ call: PendingCall) -> Put {
        if let end = self.end { return .refused(end) }
        let bytes = call.request?.count ?? 0
        guard self.queuedBytes + self.heldBytes + bytes <= Limits.outboxBytes else {
            return .full
        }
        self.queuedBytes += bytes
        self.calls.append(call)
        return self.wake()
    }

    /// Ends a call early; its id may be unknown, or not be put in yet, which does no harm.
    mutating func cancel(_ id: UInt64) -> Put {
        if let end = self.end { return .refused(end) }
        self.cancelled.append(id)
        return self.wake()
    }

    /// Hands everything to the event loop, which still holds `heldBytes` from before.
    mutating func take(heldBytes: Int) -> (calls: [PendingCall], cancelled: [UInt64]) {
        defer {
            self.calls = []
            self.cancelled = []
        }
        self.heldBytes = heldBytes + self.queuedBytes
        self.queuedBytes = 0
        self.isWakeScheduled = false
        return (self.calls, self.cancelled)
    }

    /// The event loop wrote what it held; `bytes` are left.
    mutating func held(_ bytes: Int) {
        self.heldBytes = bytes
    }

    /// Refuses everything from now on.
    ///
    /// Returns what was put in and not taken.
    mutating func close(_ end: AttemptEnd) -> [PendingCall] {
        defer {
            self.calls = []
            self.cancelled = []
        }
        self.end = end
        return self.calls
    }

    private mutating func wake() -> Put {
        if self.isWakeScheduled { return .queued }
        self.isWakeScheduled = true
        return .wake
    }
}
