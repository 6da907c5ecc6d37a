import NIOCore

/// The calls of a connection that have no reply yet, by id.
///
/// Owned by `NativeConnectionCore`, on its event loop.
struct PendingCalls {
    private(set) var byID: [UInt64: PendingCall] = [:]
    /// How many of them are watches, to which no reply may be due.
    private var watches = 0
    /// Ids of calls that are not handed to the channel yet, oldest first.
    private(set) var unsent: [UInt64] = []
    private(set) var unsentBytes = 0

    /// Whether a reply is due.
    var hasDue: Bool { self.byID.count > self.watches }

    mutating func insert(_ call: PendingCall) {
        self.byID[call.id] = call
        if call.isWatch { self.watches += 1 }
        if let request = call.request, !request.isEmpty {
            self.unsent.append(call.id)
            self.unsentBytes += request.count
        }
    }

    mutating func remove(_ id: UInt64) -> PendingCall? {
        let call = self.byID.removeValue(forKey: id)
        if call?.isWatch ?? false { self.watches -= 1 }
        return call
    }

    mutating func removeAll() -> [PendingCall] {
        defer { self = PendingCalls() }
        return Array(self.byID.values)
    }

    /// Hands out a request, once, to be written now, and the time that it has.
    mutating func takeRequest(
        of id: UInt64, now: NIODeadline
    ) -> (request: [UInt8], timeout: UInt32)? {
        guard let place = self.byID.index(forKey: id) else { return nil }
        guard let request = self.byID.values[place].request.take() else { return nil }
        return (request, self.byID.values[place].serverTime(from: now))
    }

    mutating func extend(_ id: UInt64, to deadline: NIODeadline) {
        self.byID[id]?.deadline = deadline
    }

    mutating func didSend() {
        self.unsent.removeAll(keepingCapacity: true)
        self.unsentBytes = 0
    }
}
