import NIOCore
import RoomMapping
import RoomProtocol
import Watching

/// What the watches of one connection hold together for readers that are slow, and its bound.
///
/// Each watch has bounds of its own, but a connection may have two thousand of them. When they hold
/// too much together, the one that holds most ends, and another when that is not enough: those that
/// are read go on.
///
/// So that a client may begin all of its watches at once, those of a connection read only while
/// they hold less than half of that; the others wait until it has read.
///
/// Invariant: used on one event loop; `bytes` is what its watches hold, `awaited` what their reads
/// under way may bring.
package final class WatchHoldings {
    private let limit: Int
    /// Whose watches they are, in words.
    private let owner: String
    /// Whether all belong to one client, which keeps nobody else waiting.
    private let isOfOneClient: Bool
    private var bytes = 0
    private var awaited = 0
    private var sessions: [ObjectIdentifier: WatchSession] = [:]
    /// Watches that will read when there is room, each once.
    private var waiting = CircularBuffer<WatchSession>()
    private var waitingIDs: Set<ObjectIdentifier> = []
    private var isResuming = false

    init(limit: Int, of owner: String, isOfOneClient: Bool) {
        self.limit = limit
        self.owner = owner
        self.isOfOneClient = isOfOneClient
    }

    /// Counts a watch in that holds nothing yet.
    func join(_ session: WatchSession) {
        self.sessions[ObjectIdentifier(session)] = session
    }

    /// Counts a watch out that held `bytes`.
    func leave(_ session: WatchSession, _ bytes: Int) {
        self.sessions[ObjectIdentifier(session)] = nil
        if self.waitingIDs.remove(ObjectIdentifier(session)) != nil {
            self.waiting.removeAll { $0 === session }
        }
        self.bytes -= bytes
        self.resume()
    }

    /// A watch holds so much more, or less; it, or others, may be over when this returns.
    func add(_ bytes: Int) {
        self.bytes += bytes
        while self.bytes > self.limit,
            let largest = self.sessions.values.max(by: { $0.held < $1.held }), largest.held > 0
        {
            largest.fail(.slowConnection(self.owner, bytes: self.bytes, limit: self.limit))
        }
        if bytes < 0 { self.resume() }
    }

    // MARK: Reads

    /// Whether a watch may read so much now; after a yes, `endRead` must follow, after a no it is
    /// pumped once there is room.
    func admitsRead(of bytes: Int, for session: WatchSession) -> Bool {
        guard self.hasRoom(for: bytes) else {
            if self.waitingIDs.insert(ObjectIdentifier(session)).inserted {
                self.waiting.append(session)
            }
            return false
        }
        self.awaited += bytes
        return true
    }

    func endRead(of bytes: Int) {
        self.awaited -= bytes
        self.resume()
    }

    /// One read may always be under way, however little the bound is.
    private func hasRoom(for bytes: Int) -> Bool {
        let held = self.bytes + self.awaited
        return !self.isOfOneClient || held == 0 || held + bytes <= self.limit / 2
    }

    private func resume() {
        // A watch that goes on may come here again.
        guard !self.isResuming else { return }
        self.isResuming = true
        defer { self.isResuming = false }
        while self.hasRoom(for: WatchLimits.replayBytes), let next = self.waiting.popFirst() {
            self.waitingIDs.remove(ObjectIdentifier(next))
            next.pump()
            next.flush()
        }
    }
}

extension Roomkeeper_V1_Error {
    /// SLOW_CONSUMER: too much waits for all readers of a connection together.
    fileprivate static func slowConnection(
        _ owner: String, bytes: Int, limit: Int
    ) -> Roomkeeper_V1_Error {
        Roomkeeper_V1_Error(
            reason: Self.slowConsumerReason,
            message: "\(bytes) bytes wait for the readers of \(owner), which may be \(limit), "
                + "most of them for this one; resume with the token, read faster, watch less on "
                + "one connection, or with delivery LATEST",
            status: .resourceExhausted, metadata: ["limit_bytes": String(limit), "of": owner])
    }
}
