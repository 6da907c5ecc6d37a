import NIOCore
import RoomMapping
import RoomProtocol
import RoomState

/// The watches of a connection.
///
/// They do not count as requests in flight: each waits for its room as long as the client likes.
extension NativeConnection {
    func begin(_ request: Roomkeeper_V1_WatchRequest, id: UInt64) {
        guard self.watches[id] == nil else {
            return self.refuse(id, Roomkeeper_V1_Error(.watchIDInUse))
        }
        guard self.watches.count < WatchLimits.watchesPerConnection else {
            let limit = WatchLimits.watchesPerConnection
            return self.refuse(id, .tooManyWatches(limit, of: "this connection"))
        }
        do throws(Roomkeeper_V1_Error) {
            let sink = NativeWatchSink(connection: self, id: id)
            let session = try self.door.gateway.watch(
                request, on: self.outbox.eventLoop, sink: sink)
            self.watches[id] = session
            session.start()
        } catch {
            self.refuse(id, error)
        }
    }

    func cancel(_ cancel: Roomkeeper_V1_CancelWatch, id: UInt64) {
        guard let session = self.watches.removeValue(forKey: cancel.watchID) else {
            return self.refuse(id, .watchNotFound(cancel.watchID))
        }
        session.cancel()
        var envelope = Roomkeeper_V1_ServerEnvelope()
        envelope.id = cancel.watchID
        envelope.reply = .watchEnded(Roomkeeper_V1_WatchEnded())
        self.write(envelope)
    }

    /// Tells what has gathered while the client did not read; watches take turns.
    func pumpWatches() {
        guard !self.watches.isEmpty else { return }
        var ids = self.watches.keys.sorted()
        let split = ids.firstIndex { $0 >= self.watchTurn } ?? 0
        ids = Array(ids[split...] + ids[..<split])
        while !ids.isEmpty {
            for id in ids {
                guard self.isWritable else {
                    self.watchTurn = id
                    return self.flushWritten()
                }
                let hasMore =
                    self.watches[id]?.pump(limit: WatchLimits.updatesPerTurn) ?? false
                if !hasMore { ids.removeAll { $0 == id } }
            }
        }
        self.flushWritten()
    }

    func endWatches(_ error: Roomkeeper_V1_Error) {
        for session in Array(self.watches.values) { session.fail(error) }
    }

    func cancelWatches() {
        let sessions = self.watches.values
        self.watches = [:]
        for session in sessions { session.cancel() }
    }
}

extension Roomkeeper_V1_Error {
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
