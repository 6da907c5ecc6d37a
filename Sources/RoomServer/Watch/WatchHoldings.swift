import RoomMapping
import RoomProtocol
import Watching

/// What the watches of one connection hold together for readers that are slow, and its bound.
///
/// Each watch has bounds of its own, but a connection may have two thousand of them. When they hold
/// too much together, the one that holds most ends, and another when that is not enough: those that
/// are read go on.
///
/// Invariant: used on one event loop; `bytes` is what its watches hold.
package final class WatchHoldings {
    private let limit: Int
    /// Whose watches they are, in words.
    private let owner: String
    private var bytes = 0
    private var sessions: [ObjectIdentifier: WatchSession] = [:]

    init(limit: Int, of owner: String) {
        self.limit = limit
        self.owner = owner
    }

    /// Counts a watch in that holds nothing yet.
    func join(_ session: WatchSession) {
        self.sessions[ObjectIdentifier(session)] = session
    }

    /// Counts a watch out that held `bytes`.
    func leave(_ session: WatchSession, _ bytes: Int) {
        self.sessions[ObjectIdentifier(session)] = nil
        self.bytes -= bytes
    }

    /// A watch holds so much more, or less; it, or others, may be over when this returns.
    func add(_ bytes: Int) {
        self.bytes += bytes
        while self.bytes > self.limit,
            let largest = self.sessions.values.max(by: { $0.held < $1.held }), largest.held > 0
        {
            largest.fail(.slowConnection(self.owner, bytes: self.bytes, limit: self.limit))
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
