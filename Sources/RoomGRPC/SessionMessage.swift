import RoomProtocol
import RoomServer
import Watching

/// What a session tells its client next, before it is spelled out.
struct SessionMessage: Sendable {
    enum Content: Sendable {
        case answer(EnvelopeReply)
        case update(WatchUpdate)
    }

    let id: UInt64
    let content: Content
    /// Calls that are over once it is written.
    var endsCalls = 0
    /// Watches that are over once it is written.
    var endsWatches = 0

    /// About how much of the client's reading it takes, for updates.
    var bytes: Int {
        switch self.content {
        case .answer: 0
        case .update(let update): update.body.count + update.token.count
        }
    }

    /// To be called once, on a thread that may wait for the disk.
    func envelope() -> Roomkeeper_V1_ServerEnvelope {
        var envelope = Roomkeeper_V1_ServerEnvelope()
        envelope.id = self.id
        switch self.content {
        case .answer(let reply): envelope.reply = reply.resolve()
        case .update(let update): envelope.watch = update.message()
        }
        return envelope
    }
}
