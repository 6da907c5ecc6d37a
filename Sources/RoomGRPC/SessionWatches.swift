import NIOCore
import RoomMapping
import RoomProtocol
import RoomServer
import Watching

/// The watches of one session: between the stream's tasks and the event loop that they live on.
final class SessionWatches: Sendable {
    private let outbox: SessionOutbox
    private let eventLoop: any EventLoop
    private let watches: NIOLoopBoundBox<ConnectionWatches>

    init(_ gateway: RoomGateway, _ outbox: SessionOutbox, on eventLoop: any EventLoop) {
        self.outbox = outbox
        self.eventLoop = eventLoop
        self.watches = .makeBoxSendingValue(
            ConnectionWatches(gateway, on: eventLoop), eventLoop: eventLoop)
    }

    /// Begins a watch for a call that was counted in: that call is over as soon as the watch has
    /// begun, or its refusal is written.
    func begin(_ request: Roomkeeper_V1_WatchRequest, id: UInt64) {
        self.eventLoop.execute {
            switch self.outbox.admitWatch() {
            case .draining: return self.refuse(id, .shuttingDown())
            case .full: return self.refuse(id, .tooManyOnConnection())
            case .admitted: break
            }
            do throws(Roomkeeper_V1_Error) {
                try self.watches.value.begin(
                    request, id: id,
                    sink: SessionWatchSink(id: id, watches: self.watches.value, self.outbox))
                self.outbox.endCall()
            } catch {
                self.outbox.endWatches(1)
                self.refuse(id, error)
            }
        }
    }

    /// Ends a watch; what was told before goes before its end.
    ///
    /// - Parameter id: that of the call, which is over once the end or its refusal is written.
    func cancel(_ watch: UInt64, id: UInt64) {
        self.eventLoop.execute {
            do throws(Roomkeeper_V1_Error) {
                try self.watches.value.cancel(watch)
            } catch {
                return self.refuse(id, error)
            }
            let end = Roomkeeper_V1_ServerEnvelope.OneOf_Reply.watchEnded(.init())
            self.outbox.add(
                SessionMessage(
                    id: watch, content: .answer(.ready(end)), endsCalls: 1, endsWatches: 1))
            self.outbox.flush()
        }
    }

    /// Tells what has gathered while there was no room.
    func pump() {
        self.eventLoop.execute {
            self.watches.value.pump { self.outbox.hasRoomForUpdate() }
            self.outbox.flush()
        }
    }

    /// Ends all with an error that says where each can be resumed.
    func fail(_ error: Roomkeeper_V1_Error) {
        self.eventLoop.execute { self.watches.value.fail(error) }
    }

    /// Ends all without a word.
    func cancelAll() {
        self.eventLoop.execute { self.outbox.endWatches(self.watches.value.cancelAll()) }
    }

    private func refuse(_ id: UInt64, _ error: Roomkeeper_V1_Error) {
        self.outbox.answer(id, .ready(.error(error)))
    }
}
