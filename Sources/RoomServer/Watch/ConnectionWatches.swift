package import NIOCore
import RoomMapping
package import RoomProtocol
import RoomState
import Watching

/// The watches of one connection by the ids that they were begun under: of a native connection, or
/// of a `Session` stream of gRPC.
///
/// They do not count as requests in flight: each waits for its rooms as long as the client likes.
///
/// Invariant: everything but `init` is called on the event loop.
package final class ConnectionWatches {
    private let gateway: RoomGateway
    private let eventLoop: any EventLoop
    private let holdings: WatchHoldings
    private var sessions: [UInt64: WatchSession] = [:]
    /// Where the next round over the watches begins.
    private var turn: UInt64 = 0

    package init(_ gateway: RoomGateway, on eventLoop: any EventLoop) {
        self.gateway = gateway
        self.eventLoop = eventLoop
        self.holdings = WatchHoldings(
            limit: gateway.watches.limits.connectionBytes, of: "this connection's watches",
            isOfOneClient: true)
    }

    package var isEmpty: Bool { self.sessions.isEmpty }

    /// Begins a watch, which is told to `sink`.
    ///
    /// - Throws: why it is refused; the sink hears nothing then.
    package func begin(
        _ request: Roomkeeper_V1_WatchRequest, id: UInt64, sink: any WatchSink
    ) throws(Roomkeeper_V1_Error) {
        guard self.sessions[id] == nil else { throw Roomkeeper_V1_Error(.watchIDInUse) }
        guard self.sessions.count < WatchLimits.watchesPerConnection else {
            throw .tooManyOnConnection()
        }
        let session = try self.gateway.watch(
            request, on: self.eventLoop, sink: sink, holdings: self.holdings)
        self.sessions[id] = session
        session.start()
    }

    /// Ends a watch without a word to its sink.
    ///
    /// - Throws: WATCH_NOT_FOUND.
    package func cancel(_ id: UInt64) throws(Roomkeeper_V1_Error) {
        guard let session = self.sessions.removeValue(forKey: id) else {
            throw .watchNotFound(id)
        }
        session.cancel()
    }

    /// A sink MUST call it when its watch has ended.
    package func forget(_ id: UInt64) {
        self.sessions[id] = nil
    }

    /// Tells what has gathered while the client did not read; watches take turns.
    ///
    /// - Parameter isWritable: whether the client can take one more update.
    package func pump(while isWritable: () -> Bool) {
        guard !self.sessions.isEmpty else { return }
        let ids = self.sessions.keys.sorted()
        let split = ids.firstIndex { $0 >= self.turn } ?? 0
        var round = Array(ids[split...] + ids[..<split])
        while !round.isEmpty {
            var unfinished: [UInt64] = []
            for id in round {
                guard isWritable() else {
                    self.turn = id
                    return
                }
                let hasMore =
                    self.sessions[id]?.pump(limit: WatchLimits.updatesPerTurn) ?? false
                if hasMore { unfinished.append(id) }
            }
            round = unfinished
        }
    }

    /// Ends all watches with an error that says where each can be resumed.
    package func fail(_ error: Roomkeeper_V1_Error) {
        for session in Array(self.sessions.values) { session.fail(error) }
    }

    /// Ends all watches without a word.
    ///
    /// - Returns: how many there were.
    @discardableResult
    package func cancelAll() -> Int {
        let ended = self.sessions.values
        self.sessions = [:]
        for session in ended { session.cancel() }
        return ended.count
    }
}

extension Roomkeeper_V1_Error {
    package static func tooManyOnConnection() -> Roomkeeper_V1_Error {
        .tooManyWatches(WatchLimits.watchesPerConnection, of: "this connection")
    }

    fileprivate static func watchNotFound(_ id: UInt64) -> Roomkeeper_V1_Error {
        Roomkeeper_V1_Error(
            reason: "WATCH_NOT_FOUND",
            message: "no watch was begun under \(id) on this connection, or it has ended",
            status: .notFound, metadata: ["watch_id": String(id)])
    }
}

extension InvalidField {
    fileprivate static let watchIDInUse = InvalidField(
        field: "id", limit: "another one than that of a watch of this connection that goes on",
        actual: "in use")
}
