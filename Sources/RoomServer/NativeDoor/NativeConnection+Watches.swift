import NIOCore
import RoomProtocol

/// The watches of a connection.
extension NativeConnection {
    func begin(_ request: Roomkeeper_V1_WatchRequest, id: UInt64) {
        guard case .success(let caller) = self.caller else { return }
        if let refusal = caller.refusal(of: .rooms) { return self.refuse(id, refusal) }
        do throws(Roomkeeper_V1_Error) {
            try self.watches.begin(
                request, id: id, sink: NativeWatchSink(connection: self, id: id))
        } catch {
            self.refuse(id, error)
        }
    }

    func cancel(_ cancel: Roomkeeper_V1_CancelWatch, id: UInt64) {
        do throws(Roomkeeper_V1_Error) {
            try self.watches.cancel(cancel.watchID)
        } catch {
            return self.refuse(id, error)
        }
        var envelope = Roomkeeper_V1_ServerEnvelope()
        envelope.id = cancel.watchID
        envelope.reply = .watchEnded(Roomkeeper_V1_WatchEnded())
        self.write(envelope)
    }

    /// Tells what has gathered while the client did not read.
    func pumpWatches() {
        guard !self.watches.isEmpty else { return }
        self.watches.pump { self.isWritable }
        self.flushWritten()
    }
}
