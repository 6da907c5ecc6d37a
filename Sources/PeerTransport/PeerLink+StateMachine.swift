package import Raft

extension PeerLink {
    /// Which end of a connection a link is.
    package enum Role: Hashable, Sendable {
        /// This node dialled the node named here; it sends payloads and pings.
        case dialer(of: NodeID)
        /// The other node dialled this one; it receives payloads and answers pings.
        case accepter
    }

    /// Decides what a link does; `PeerLink` performs it.
    ///
    /// It knows no channel, clock or delegate.
    ///
    ///     dialer    idle → awaitingReply → judging → established → closing → closed
    ///     accepter  idle → awaitingHello → judging → established → closing → closed
    ///
    /// Every state but `closed` may go to `closing`; `closing` waits for the connection to end.
    /// Every input has its own Action, and every pair of state and input is written down.
    package struct StateMachine: ~Copyable {
        package enum State: Equatable {
            /// The connection is not open yet.
            case idle
            /// Dialer: the hello is sent.
            case awaitingReply
            /// Accepter: nothing was received yet.
            case awaitingHello
            /// The other side is right in form; the delegate decides whether it is welcome.
            case judging(PeerIntroduction, version: UInt16)
            /// Payloads may flow.
            case established(Established)
            /// The connection is being closed, for this reason.
            case closing(PeerLinkError, wasEstablished: Bool)
            /// The connection is closed and its end was reported.
            case closed
        }

        package struct Established: Equatable {
            package var peer: PeerIntroduction
            /// Ticks since anything was received.
            package var silentTicks = 0
            /// Pings sent so far; the number of a ping is the count before it.
            package var pings: UInt64 = 0
        }

        package private(set) var state: State = .idle
        package let role: Role
        package let identity: PeerIdentity
        /// Where this node is to be dialled.
        package let endpoint: PeerEndpoint
        package let versions: ClosedRange<UInt16>
        /// A link ends when nothing was heard for this many ticks.
        package let silenceLimit: Int
        /// This node's abilities, as bits.
        package var features: UInt64 = 0
        /// The node that the other side's certificate is bound to; `nil` when it is bound to none,
        /// or the link is plaintext.
        package var certifiedNode: NodeID?

        package init(
            role: Role, identity: PeerIdentity, endpoint: PeerEndpoint,
            versions: ClosedRange<UInt16>, silenceLimit: Int
        ) {
            self.role = role
            self.identity = identity
            self.endpoint = endpoint
            self.versions = versions
            self.silenceLimit = silenceLimit
        }

        package var isEstablished: Bool {
            if case .established = self.state { true } else { false }
        }

        /// Whether nothing that is still received counts.
        package var isOver: Bool {
            switch self.state {
            case .closing, .closed: true
            case .idle, .awaitingReply, .awaitingHello, .judging, .established: false
            }
        }

        // MARK: The connection opens

        package enum OpenAction: Equatable {
            case sendHello(PeerHello)
            case awaitHello
            /// The link was stopped before its connection opened.
            case ignore
        }

        /// Must be called once, when the connection is open.
        package mutating func opened(groupTime: UInt64) -> OpenAction {
            switch self.state {
            case .idle:
                switch self.role {
                case .accepter:
                    self.state = .awaitingHello
                    return .awaitHello
                case .dialer(let node):
                    self.state = .awaitingReply
                    return .sendHello(
                        PeerHello(
                            versions: self.versions, sender: self.identity, meant: node,
                            features: self.features, groupTime: groupTime,
                            endpoint: self.endpoint))
                }
            case .closing, .closed:
                return .ignore
            case .awaitingReply, .awaitingHello, .judging, .established:
                Self.badTransition("opened", self.state)
            }
        }

        // MARK: The delegate's verdict

        package enum JudgeAction: Equatable {
            /// The link is up; an accepter first sends this answer.
            case establish(PeerIntroduction, reply: PeerAccept?)
            case refuse(PeerRefusal)
            /// The link ended while the delegate was deciding.
            case ignore
        }

        /// Must be called with the verdict on the introduction of a `judge` action.
        package mutating func judged(_ verdict: PeerVerdict, groupTime: UInt64) -> JudgeAction {
            switch self.state {
            case .judging(let peer, let version):
                switch verdict {
                case .refuse(let refusal):
                    self.state = .closing(.refusedPeer(refusal), wasEstablished: false)
                    return .refuse(refusal)
                case .accept:
                    self.state = .established(Established(peer: peer))
                    guard case .accepter = self.role else {
                        return .establish(peer, reply: nil)
                    }
                    let reply = PeerAccept(
                        version: version, node: self.identity.node, store: self.identity.store,
                        features: peer.features, groupTime: groupTime)
                    return .establish(peer, reply: reply)
                }
            case .closing, .closed:
                return .ignore
            case .idle, .awaitingReply, .awaitingHello, .established:
                // A delegate that answers twice; the first answer stands.
                return .ignore
            }
        }

        // MARK: Time

        package enum TickAction: Equatable {
            case ping(UInt64)
            case close(PeerLinkError)
            case ignore
        }

        /// Must be called at an even pace while the link is established.
        ///
        /// Silence is counted in ticks and not in time, so that a process that was paused does not
        /// take its own pause for its peers' death.
        package mutating func ticked() -> TickAction {
            switch self.state {
            case .established(var established):
                established.silentTicks += 1
                guard established.silentTicks <= self.silenceLimit else {
                    let error = PeerLinkError.silent(ticks: self.silenceLimit)
                    self.state = .closing(error, wasEstablished: true)
                    return .close(error)
                }
                guard case .dialer = self.role else {
                    self.state = .established(established)
                    return .ignore
                }
                let number = established.pings
                established.pings += 1
                self.state = .established(established)
                return .ping(number)
            case .idle, .awaitingReply, .awaitingHello, .judging, .closing, .closed:
                return .ignore
            }
        }

        package enum CloseAction: Equatable {
            case close(PeerLinkError)
            case ignore
        }

        /// Must be called when the time for the handshake is up.
        package mutating func handshakeTimedOut() -> CloseAction {
            switch self.state {
            case .awaitingReply, .awaitingHello, .judging:
                self.close(.handshakeTimedOut(awaiting: Self.words(self.state)))
            case .idle, .established, .closing, .closed:
                .ignore
            }
        }

        // MARK: The end

        /// Must be called when the link has to end for a reason that the machine does not see:
        /// bytes that are no frame, an error of the socket, a link that is not wanted any more.
        package mutating func failed(_ error: PeerLinkError) -> CloseAction {
            switch self.state {
            case .idle, .awaitingReply, .awaitingHello, .judging, .established:
                self.close(error)
            case .closing, .closed:
                .ignore
            }
        }

        package enum EndAction: Equatable {
            /// The end of the link, to be reported once.
            case ended(PeerLinkError, wasEstablished: Bool)
            case ignore
        }

        /// Must be called when the connection is closed, whoever closed it.
        package mutating func closed() -> EndAction {
            switch self.state {
            case .closing(let error, let wasEstablished):
                self.state = .closed
                return .ended(error, wasEstablished: wasEstablished)
            case .idle, .awaitingReply, .awaitingHello, .judging:
                self.state = .closed
                return .ended(.disconnected, wasEstablished: false)
            case .established:
                self.state = .closed
                return .ended(.disconnected, wasEstablished: true)
            case .closed:
                return .ignore
            }
        }

        private mutating func close(_ error: PeerLinkError) -> CloseAction {
            self.state = .closing(error, wasEstablished: self.isEstablished)
            return .close(error)
        }

        package mutating func transition(to state: State) {
            self.state = state
        }

        package static func words(_ state: State) -> String {
            switch state {
            case .idle: "the opening of the connection"
            case .awaitingReply: "the answer to the hello"
            case .awaitingHello: "the hello"
            case .judging: "the decision about the other side"
            case .established: "an established link"
            case .closing: "the closing of the link"
            case .closed: "the end of the link"
            }
        }

        package static func badTransition(_ input: String, _ state: State) -> Never {
            fatalError("the input '\(input)' has no place in the link state \(state)")
        }
    }
}
