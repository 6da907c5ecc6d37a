import PeerTransport
import Testing

/// When a peer is dialled, and after which delay it is dialled again.
struct PeerDialerStateMachineTests {
    private typealias Machine = PeerDialer.StateMachine

    private func machine() -> Machine {
        Machine(backoff: Backoff(base: .milliseconds(20), cap: .seconds(1)))
    }

    @Test func delaysDoubleUpToTheCapAndTheJitterTakesUpToHalf() {
        var full = Backoff(base: .milliseconds(20), cap: .milliseconds(100))
        let fullDelays = (0..<5).map { _ in full.next(jitter: 65_535) }
        #expect(fullDelays == [20, 40, 80, 100, 100].map { .milliseconds($0) })
        var half = Backoff(base: .milliseconds(20), cap: .milliseconds(100))
        let halfDelays = (0..<5).map { _ in half.next(jitter: 0) }
        #expect(halfDelays == [10, 20, 40, 50, 50].map { .milliseconds($0) })
        // A thousand failures later nothing overflows, and a success starts anew.
        for _ in 0..<1000 { #expect(full.next(jitter: 65_535) == .milliseconds(100)) }
        full.reset()
        #expect(full.next(jitter: 65_535) == .milliseconds(20))
    }

    @Test func aRefusedPeerIsDialledAgainWithGrowingDelays() {
        var machine = self.machine()
        #expect(machine.start() == .connect)
        #expect(machine.ended(.brief, jitter: 65_535) == .retry(after: .milliseconds(20)))
        #expect(machine.retryDue() == .connect)
        #expect(machine.ended(.brief, jitter: 65_535) == .retry(after: .milliseconds(40)))
        #expect(machine.retryDue() == .connect)
        #expect(machine.connected() == .keep)
        // The link lived long: the next delay is the first one again.
        #expect(machine.ended(.afterSuccess, jitter: 65_535) == .retry(after: .milliseconds(20)))
    }

    @Test func aLinkThatEndsSoonDoesNotCountAsASuccess() {
        // Two processes of one identity throw each other out: they must not do it at full speed.
        var machine = self.machine()
        _ = machine.start()
        var delays: [Duration] = []
        for _ in 0..<7 {
            _ = machine.connected()
            if case .retry(let delay) = machine.ended(.brief, jitter: 65_535) {
                delays.append(delay)
            }
            _ = machine.retryDue()
        }
        #expect(delays == [20, 40, 80, 160, 320, 640, 1000].map { .milliseconds($0) })
    }

    @Test func aLastingRefusalIsTriedAgainAtTheSlowestPace() {
        var machine = self.machine()
        _ = machine.start()
        _ = machine.connected()
        #expect(machine.ended(.lasting, jitter: 65_535) == .retry(after: .seconds(1)))
    }

    @Test func aChangedEndpointIsDialledAtOnceInEveryState() {
        var connecting = self.machine()
        _ = connecting.start()
        #expect(connecting.endpointChanged() == .ignore)
        // The connection to the old endpoint is thrown away, and so is its failure.
        #expect(connecting.connected() == .discard(thenConnect: true))
        #expect(connecting.endpointChanged() == .ignore)
        #expect(connecting.ended(.brief, jitter: 0) == .connect)

        var linked = self.machine()
        _ = linked.start()
        _ = linked.connected()
        #expect(linked.endpointChanged() == .closeLink)
        #expect(linked.ended(.endpointChanged, jitter: 0) == .connect)
        #expect(linked.state == .connecting(isStale: false))

        var waiting = self.machine()
        _ = waiting.start()
        _ = waiting.ended(.brief, jitter: 0)
        #expect(waiting.endpointChanged() == .cancelRetryAndConnect)
        #expect(waiting.retryDue() == .ignore)
    }

    @Test func nothingHappensOnceItIsStopped() {
        var connecting = self.machine()
        _ = connecting.start()
        #expect(connecting.stop() == .ignore)
        #expect(connecting.connected() == .discard(thenConnect: false))
        #expect(connecting.ended(.brief, jitter: 0) == .ignore)

        var linked = self.machine()
        _ = linked.start()
        _ = linked.connected()
        #expect(linked.stop() == .closeLink)
        #expect(linked.ended(.brief, jitter: 0) == .ignore)

        var waiting = self.machine()
        _ = waiting.start()
        _ = waiting.ended(.brief, jitter: 0)
        #expect(waiting.stop() == .cancelRetry)
        #expect(waiting.retryDue() == .ignore)
        #expect(waiting.start() == .ignore)
        #expect(waiting.endpointChanged() == .ignore)
        #expect(waiting.stop() == .ignore)

        // A dialer that is stopped before it starts stays down.
        var idle = self.machine()
        #expect(idle.endpointChanged() == .ignore)
        #expect(idle.stop() == .ignore)
        #expect(idle.start() == .ignore)
    }
}
