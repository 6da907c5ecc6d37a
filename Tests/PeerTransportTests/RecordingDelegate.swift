import NIOCore
import NIOPosix
import PeerTransport
import Raft
import Synchronization

/// Keeps all that a transport tells, and lets a test wait for it with a deadline.
final class RecordingDelegate: PeerTransportDelegate {
    struct Payload: Equatable {
        var node: NodeID
        var bytes: [UInt8]
        var group: GroupID
    }

    struct Event: Equatable {
        var node: NodeID
        var event: PeerLinkEvent
    }

    struct Record {
        var payloads: [Payload] = []
        var batches = 0
        var events: [Event] = []
        var introductions: [PeerIntroduction] = []

        func events(of node: UInt64) -> [PeerLinkEvent] {
            self.events.filter { $0.node == NodeID(node) }.map(\.event)
        }
    }

    private struct Waiter {
        var isMet: @Sendable (Record) -> Bool
        var promise: EventLoopPromise<Bool>
    }

    private struct State {
        var record = Record()
        var waiters: [Waiter] = []
        var verdict: @Sendable (PeerIntroduction) -> PeerVerdict = { _ in .accept }
        var reaction: (@Sendable (PeerLinkEvent) -> Void)?
    }

    private let state = Mutex(State())

    func recorded() -> Record {
        self.state.withLock { $0.record }
    }

    func judge(_ verdict: @escaping @Sendable (PeerIntroduction) -> PeerVerdict) {
        self.state.withLock { $0.verdict = verdict }
    }

    /// Runs on the event loop of the link, within the delegate's own call.
    func onEvent(_ reaction: @escaping @Sendable (PeerLinkEvent) -> Void) {
        self.state.withLock { $0.reaction = reaction }
    }

    /// Returns `true` as soon as the record meets the condition, `false` when it does not in time.
    func wait(
        within limit: TimeAmount = .seconds(30),
        until isMet: @escaping @Sendable (Record) -> Bool
    ) async throws -> Bool {
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        let promise = eventLoop.makePromise(of: Bool.self)
        let isMetNow = self.state.withLock { state in
            if isMet(state.record) { return true }
            state.waiters.append(Waiter(isMet: isMet, promise: promise))
            return false
        }
        if isMetNow { promise.succeed(true) }
        // A promise that was kept already takes no second value.
        let timeout = eventLoop.scheduleTask(in: limit) { promise.succeed(false) }
        defer { timeout.cancel() }
        return try await promise.futureResult.get()
    }

    private func change(_ change: (inout Record) -> Void) {
        let met = self.state.withLock { state in
            change(&state.record)
            if state.waiters.isEmpty { return [EventLoopPromise<Bool>]() }
            let record = state.record
            let met = state.waiters.filter { $0.isMet(record) }
            if !met.isEmpty { state.waiters.removeAll { $0.isMet(record) } }
            return met.map(\.promise)
        }
        for promise in met { promise.succeed(true) }
    }

    func peer(_ node: NodeID, didReceive payload: [UInt8], group: GroupID) {
        self.change { $0.payloads.append(Payload(node: node, bytes: payload, group: group)) }
    }

    func peerDidFinishReading(_ node: NodeID) {
        self.change { $0.batches += 1 }
    }

    func peerLink(_ node: NodeID, didChange event: PeerLinkEvent) {
        self.change { $0.events.append(Event(node: node, event: event)) }
        let reaction = self.state.withLock { $0.reaction }
        reaction?(event)
    }

    func shouldAccept(
        _ peer: PeerIntroduction, reply: @escaping @Sendable (PeerVerdict) -> Void
    ) {
        let verdict = self.state.withLock { $0.verdict }
        self.change { $0.introductions.append(peer) }
        reply(verdict(peer))
    }
}
