import RoomProtocol
import RoomServer
import Watching

/// Tells one watch to the client of a session, under the id that it was begun with.
final class SessionWatchSink: WatchSink {
    private let id: UInt64
    private let watches: ConnectionWatches
    private let outbox: SessionOutbox

    init(id: UInt64, watches: ConnectionWatches, _ outbox: SessionOutbox) {
        self.id = id
        self.watches = watches
        self.outbox = outbox
    }

    var isReady: Bool { self.outbox.hasRoomForUpdate() }

    func tell(_ update: WatchUpdate) {
        self.outbox.add(SessionMessage(id: self.id, content: .update(update)))
    }

    func flush() {
        self.outbox.flush()
    }

    func ended(_ error: Roomkeeper_V1_Error) {
        self.watches.forget(self.id)
        self.outbox.add(
            SessionMessage(id: self.id, content: .answer(.ready(.error(error))), endsWatches: 1))
        self.outbox.flush()
    }
}
