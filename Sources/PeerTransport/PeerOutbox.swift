package import Raft
import Synchronization

/// The payloads that wait to be sent to one peer: filled from any thread, emptied on the event loop
/// of the link.
///
/// It is bounded in bytes and in payloads, counting those that the link took and has not written
/// yet. It is open only while a link is established: Raft sends again what is lost, and payloads
/// kept from an earlier link would only be stale.
package final class PeerOutbox: Sendable {
    package struct Payload: Equatable {
        package var bytes: [UInt8]
        package var group: GroupID
    }

    package enum Offer: Equatable {
        /// Taken; the link has to be woken when `mustWake`, otherwise it was woken already.
        case taken(mustWake: Bool)
        case dropped
    }

    package struct Drops: Hashable, Sendable {
        /// The queue was at its bound in bytes or payloads.
        package var full: UInt64 = 0
        /// No link was established, or it broke while they waited.
        package var notConnected: UInt64 = 0
        /// One payload was above `Limits.payloadBytes`.
        package var tooLarge: UInt64 = 0
    }

    private struct State {
        var isOpen = false
        /// Whether the link was woken and has not taken the payloads yet.
        var isWaking = false
        var waiting: [Payload] = []
        /// Bytes and payloads that wait here or were taken and are not written yet.
        var queuedBytes = 0
        var queuedFrames = 0
        var drops = Drops()
    }

    private let state = Mutex(State())
    private let bytesLimit: Int
    private let framesLimit: Int

    package init(bytesLimit: Int, framesLimit: Int) {
        self.bytesLimit = bytesLimit
        self.framesLimit = framesLimit
    }

    package func offer(_ payload: [UInt8], group: GroupID) -> Offer {
        self.state.withLock { state in
            guard payload.count <= Limits.payloadBytes else {
                state.drops.tooLarge += 1
                return .dropped
            }
            guard state.isOpen else {
                state.drops.notConnected += 1
                return .dropped
            }
            guard state.queuedFrames < self.framesLimit,
                payload.count <= self.bytesLimit - state.queuedBytes
            else {
                state.drops.full += 1
                return .dropped
            }
            state.queuedBytes += payload.count
            state.queuedFrames += 1
            state.waiting.append(Payload(bytes: payload, group: group))
            let mustWake = !state.isWaking
            state.isWaking = true
            return .taken(mustWake: mustWake)
        }
    }

    package func open() {
        self.state.withLock { $0.isOpen = true }
    }

    /// Drops what waits and takes nothing until it is opened again.
    package func close() {
        self.state.withLock { state in
            state.isOpen = false
            state.isWaking = false
            state.drops.notConnected += UInt64(state.queuedFrames)
            state.waiting = []
            state.queuedBytes = 0
            state.queuedFrames = 0
        }
    }

    /// Hands over all that waits.
    ///
    /// It counts as queued until it is `wrote`.
    package func take() -> [Payload] {
        self.state.withLock { state in
            state.isWaking = false
            let taken = state.waiting
            state.waiting = []
            return taken
        }
    }

    /// Payloads that were taken are encoded into the channel's own, bounded buffer.
    package func wrote(frames: Int, bytes: Int) {
        self.state.withLock { state in
            state.queuedFrames -= frames
            state.queuedBytes -= bytes
        }
    }

    package func depth() -> (frames: Int, bytes: Int, drops: Drops) {
        self.state.withLock { ($0.queuedFrames, $0.queuedBytes, $0.drops) }
    }
}
