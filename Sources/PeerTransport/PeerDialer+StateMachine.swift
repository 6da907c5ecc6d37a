extension PeerDialer {
    /// Decides when to dial a peer; `PeerDialer` performs it.
    ///
    /// It knows no clock and no random source: delays are handed out, and the jitter is handed in.
    ///
    ///     idle → connecting → linked → waiting → connecting → …        any → stopped
    package struct StateMachine {
        package enum State: Equatable {
            case idle
            /// A connection is being made. When it is stale, it leads to an endpoint that is no
            /// longer the peer's and is thrown away.
            case connecting(isStale: Bool)
            /// The connection is there, its handshake is going on or over.
            case linked
            /// The next attempt is due later.
            case waiting
            case stopped
        }

        package private(set) var state: State = .idle
        private var backoff: Backoff

        package init(backoff: Backoff) {
            self.backoff = backoff
        }

        // MARK: Dialling

        package enum DialAction: Equatable {
            case connect
            case ignore
        }

        /// Must be called once.
        package mutating func start() -> DialAction {
            guard case .idle = self.state else { return .ignore }
            self.state = .connecting(isStale: false)
            return .connect
        }

        /// Must be called when the delay of a `retry` action has passed.
        package mutating func retryDue() -> DialAction {
            guard case .waiting = self.state else { return .ignore }
            self.state = .connecting(isStale: false)
            return .connect
        }

        package enum ConnectedAction: Equatable {
            case keep
            /// The connection is not wanted; close it, and connect anew when that is said.
            case discard(thenConnect: Bool)
        }

        /// Must be called when a connection was made.
        package mutating func connected() -> ConnectedAction {
            switch self.state {
            case .connecting(isStale: false):
                self.state = .linked
                return .keep
            case .connecting(isStale: true):
                self.state = .connecting(isStale: false)
                return .discard(thenConnect: true)
            case .idle, .linked, .waiting, .stopped:
                return .discard(thenConnect: false)
            }
        }

        // MARK: Failing

        package enum FailAction: Equatable {
            /// Report the failure and call `retryDue` after the delay.
            case retry(after: Duration)
            /// The failure is of an endpoint that no longer counts: connect at once, say nothing.
            case connect
            case ignore
        }

        /// How an attempt, or the link that came of it, ended.
        package enum Ending: Equatable {
            /// It cannot go better before an operator has acted: the slowest pace.
            case lasting
            /// It failed, or the link lived too briefly to count as a success.
            case brief
            /// The link lived long enough that the next attempt is a first one.
            case afterSuccess
            /// The endpoint changed: the next attempt is due at once.
            case endpointChanged
        }

        /// Must be called when an attempt failed or a link ended, with a jitter drawn at random.
        package mutating func ended(_ ending: Ending, jitter: UInt16) -> FailAction {
            switch self.state {
            case .connecting(isStale: true):
                self.state = .connecting(isStale: false)
                return .connect
            case .connecting(isStale: false), .linked:
                switch ending {
                case .endpointChanged:
                    self.backoff.reset()
                    self.state = .connecting(isStale: false)
                    return .connect
                case .lasting:
                    self.state = .waiting
                    return .retry(after: self.backoff.longest(jitter: jitter))
                case .brief:
                    self.state = .waiting
                    return .retry(after: self.backoff.next(jitter: jitter))
                case .afterSuccess:
                    self.backoff.reset()
                    self.state = .waiting
                    return .retry(after: self.backoff.next(jitter: jitter))
                }
            case .idle, .waiting, .stopped:
                return .ignore
            }
        }

        // MARK: Changing

        package enum ChangeAction: Equatable {
            /// Close the link; its end leads to the next attempt.
            case closeLink
            case cancelRetryAndConnect
            case ignore
        }

        /// Must be called when the peer has another endpoint than before.
        package mutating func endpointChanged() -> ChangeAction {
            switch self.state {
            case .idle, .stopped:
                return .ignore
            case .connecting:
                self.state = .connecting(isStale: true)
                self.backoff.reset()
                return .ignore
            case .linked:
                return .closeLink
            case .waiting:
                self.backoff.reset()
                self.state = .connecting(isStale: false)
                return .cancelRetryAndConnect
            }
        }

        package enum StopAction: Equatable {
            case closeLink
            case cancelRetry
            case ignore
        }

        package mutating func stop() -> StopAction {
            defer { self.state = .stopped }
            switch self.state {
            case .linked: return .closeLink
            case .waiting: return .cancelRetry
            case .idle, .connecting, .stopped: return .ignore
            }
        }
    }
}
