import PeerTransport
import Raft
import Testing

/// The machine of one link: every state with every input, then its stories.
struct PeerLinkStateMachineTests {
    private func machine(
        _ role: PeerLink.Role, reach stage: String, silenceLimit: Int = 3
    ) -> PeerLink.StateMachine {
        var machine = PeerLink.StateMachine(
            role: role, identity: Samples.identity(1),
            endpoint: Samples.endpoint(1), versions: 1...1, silenceLimit: silenceLimit)
        let isDialer = role != .accepter
        let steps: [LinkInput] =
            switch stage {
            case "idle": []
            case "awaiting": [.opened]
            case "judging": [.opened, isDialer ? .accept : .hello]
            case "up": [.opened, isDialer ? .accept : .hello, .welcome]
            case "closing": [.opened, .failed]
            case "closed": [.opened, .closed]
            default: []
            }
        for step in steps { _ = step.apply(to: &machine) }
        return machine
    }

    /// Rows are inputs, columns are states; "!" is what only a fault of ours can bring about.
    private func check(_ role: PeerLink.Role, _ table: String) {
        let rows = table.split(separator: "\n").map { $0.split(separator: " ") }
        let stages = rows[0].dropFirst().map(String.init)
        #expect(rows.count == LinkInput.allCases.count + 1)
        for (input, row) in zip(LinkInput.allCases, rows.dropFirst()) {
            #expect(row[0] == input.rawValue)
            for (stage, expected) in zip(stages, row.dropFirst()) where expected != "!" {
                var machine = self.machine(role, reach: stage)
                let actual = input.apply(to: &machine)
                #expect(actual == expected, "\(role) in \(stage), input \(input)")
            }
        }
    }

    @Test func aDialerAnswersEveryInputInEveryState() {
        self.check(
            .dialer(of: NodeID(2)),
            """
            input     idle      awaiting        judging    up              closing         closed
            opened    hello     !               !          !               -               -
            hello     !         unexpected      unexpected unexpected      -               -
            accept    !         judge           unexpected unexpected      -               -
            refuse    !         refused_by_peer unexpected refused_by_peer -               -
            ping      !         unexpected      unexpected unexpected      -               -
            pong      !         unexpected      unexpected unexpected      -               -
            payload   !         unexpected      unexpected unexpected      -               -
            snapshot  !         unexpected      unexpected unexpected      -               -
            welcome   -         -               up         -               -               -
            unwelcome -         -               refuse     -               -               -
            tick      -         -               -          ping            -               -
            timeout   -         late            late       -               -               -
            failed    bad_magic bad_magic       bad_magic  bad_magic       -               -
            closed    ended     ended           ended      broke           ended:bad_magic -
            """)
    }

    @Test func anAccepterAnswersEveryInputInEveryState() {
        self.check(
            .accepter,
            """
            input     idle      awaiting   judging    up              closing         closed
            opened    await     !          !          !               -               -
            hello     !         judge      unexpected unexpected      -               -
            accept    !         unexpected unexpected unexpected      -               -
            refuse    !         unexpected unexpected refused_by_peer -               -
            ping      !         unexpected unexpected pong            -               -
            pong      !         unexpected unexpected unexpected      -               -
            payload   !         unexpected unexpected deliver         -               -
            snapshot  !         unexpected unexpected unsupported     -               -
            welcome   -         -          up+accept  -               -               -
            unwelcome -         -          refuse     -               -               -
            tick      -         -          -          -               -               -
            timeout   -         late       late       -               -               -
            failed    bad_magic bad_magic  bad_magic  bad_magic       -               -
            closed    ended     ended      ended      broke           ended:bad_magic -
            """)
    }

    @Test func aFaultOfOursStopsTheProcessWithTheStateInWords() async {
        await #expect(processExitsWith: .failure) {
            var machine = PeerLink.StateMachine(
                role: .accepter,
                identity: PeerIdentity(
                    cluster: ClusterID(1), node: NodeID(1), store: StoreID(1)),
                endpoint: Samples.endpoint(1), versions: 1...1, silenceLimit: 3)
            _ = machine.received(.ping(0))
        }
    }

    @Test func theHandshakeCarriesWhoIsWhoBothWays() {
        var dialer = self.machine(.dialer(of: NodeID(2)), reach: "idle")
        let hello = PeerHello(
            versions: 1...1, sender: Samples.identity(1), meant: NodeID(2), features: 0,
            groupTime: 77, endpoint: Samples.endpoint(1))
        let opened = dialer.opened(groupTime: 77)
        #expect(opened == .sendHello(hello))

        var accepter = PeerLink.StateMachine(
            role: .accepter, identity: Samples.identity(2),
            endpoint: Samples.endpoint(2), versions: 1...1, silenceLimit: 3)
        _ = accepter.opened(groupTime: 0)
        let asked = accepter.received(.hello(hello))
        #expect(
            asked == .judge(Samples.introduction(1, groupTime: 77, endpoint: Samples.endpoint(1))))
        let accept = PeerAccept(
            version: 1, node: NodeID(2), store: Samples.identity(2).store, features: 0,
            groupTime: 88)
        let welcomed = accepter.judged(.accept, groupTime: 88)
        #expect(
            welcomed
                == .establish(
                    Samples.introduction(1, groupTime: 77, endpoint: Samples.endpoint(1)),
                    reply: accept))

        let answered = dialer.received(.accept(accept))
        #expect(answered == .judge(Samples.introduction(2, groupTime: 88)))
        let up = dialer.judged(.accept, groupTime: 0)
        #expect(up == .establish(Samples.introduction(2, groupTime: 88), reply: nil))
    }

    private func answer(to hello: PeerHello, versions: ClosedRange<UInt16> = 1...1) -> String {
        var accepter = PeerLink.StateMachine(
            role: .accepter, identity: Samples.identity(1),
            endpoint: Samples.endpoint(1), versions: versions, silenceLimit: 3)
        _ = accepter.opened(groupTime: 0)
        switch accepter.received(.hello(hello)) {
        case .refuse(let refusal): return refusal.description
        case .judge: return "judge"
        case .deliver, .pong, .close, .ignore: return "something else"
        }
    }

    @Test func aForeignHelloIsRefusedInASentenceThatSaysWhatToDo() {
        var hello = Samples.hello(from: 2, to: 1)
        hello.sender.cluster = ClusterID(0xff)
        #expect(
            self.answer(to: hello) == """
                wrong_cluster: node 2 belongs to cluster 00000000000000ff, but this is node 1 of \
                cluster 00000000000000c1: correct the peer endpoint, or the data directory, of \
                the one that is out of place
                """)
        #expect(
            self.answer(to: Samples.hello(from: 2, to: 3)) == """
                wrong_node: this is node 1, but node 2 means to reach node 3 here: correct the \
                peer endpoint of node 3
                """)
        #expect(
            self.answer(to: Samples.hello(from: 1, to: 1)) == """
                same_node: node 1 was dialled by a process that says it is node 1 too: stop one \
                of the two, or correct the endpoint that leads a node to itself
                """)
    }

    @Test func theNewestCommonVersionIsChosenAndNoneIsRefused() {
        var hello = Samples.hello(from: 2, to: 1)
        hello.versions = 1...2
        #expect(
            self.answer(to: hello, versions: 3...4) == """
                unsupported_version: node 2 speaks versions 1 to 2 of the peer protocol and this \
                node versions 3 to 4: upgrade node 2
                """)
        hello.versions = 5...6
        #expect(
            self.answer(to: hello, versions: 3...4) == """
                unsupported_version: node 2 speaks versions 5 to 6 of the peer protocol and this \
                node versions 3 to 4: upgrade this node
                """)
        hello.versions = 2...5
        var accepter = PeerLink.StateMachine(
            role: .accepter, identity: Samples.identity(1),
            endpoint: Samples.endpoint(1), versions: 1...4, silenceLimit: 3)
        _ = accepter.opened(groupTime: 0)
        _ = accepter.received(.hello(hello))
        guard case .establish(_, let reply) = accepter.judged(.accept, groupTime: 0) else {
            Issue.record("the link was not established")
            return
        }
        #expect(reply?.version == 4)
    }

    @Test func aDialerTakesNoAnswerOfAnotherNodeOrVersion() {
        var machine = self.machine(.dialer(of: NodeID(2)), reach: "awaiting")
        let other = machine.received(.accept(Samples.accept(by: 3)))
        #expect(other == .close(.wrongNodeAnswered(meant: NodeID(2), answered: NodeID(3))))

        machine = self.machine(.dialer(of: NodeID(2)), reach: "awaiting")
        var accept = Samples.accept(by: 2)
        accept.version = 2
        let newer = machine.received(.accept(accept))
        #expect(newer == .close(.versionNotOffered(2)))
    }

    @Test func silenceIsCountedInTicksAndAnyByteEndsIt() {
        var machine = self.machine(.dialer(of: NodeID(2)), reach: "up", silenceLimit: 2)
        var actions = [machine.ticked(), machine.ticked()]
        #expect(actions == [.ping(0), .ping(1)])
        machine.heard()
        actions = [machine.ticked(), machine.ticked(), machine.ticked()]
        #expect(actions == [.ping(2), .ping(3), .close(.silent(ticks: 2))])
        let ended = machine.closed()
        #expect(ended == .ended(.silent(ticks: 2), wasEstablished: true))
    }

    @Test func anAccepterToleratesSilenceJustAsLong() {
        var machine = self.machine(.accepter, reach: "up", silenceLimit: 2)
        let actions = [machine.ticked(), machine.ticked(), machine.ticked()]
        #expect(actions == [.ignore, .ignore, .close(.silent(ticks: 2))])
    }

    @Test func aPongMustAnswerAPingThatWasSent() {
        var machine = self.machine(.dialer(of: NodeID(2)), reach: "up")
        _ = machine.ticked()
        let known = machine.received(.pong(0))
        #expect(known == .ignore)
        let unknown = machine.received(.pong(1))
        #expect(unknown == .close(.unexpected(kind: "pong", during: "an established link")))
    }

    @Test func theFirstReasonOfAnEndIsTheOneThatIsReported() {
        var machine = self.machine(.accepter, reach: "up")
        _ = machine.failed(.checksumMismatch(expected: 1, actual: 2))
        let second = machine.failed(.socketFailed(reason: "reset"))
        #expect(second == .ignore)
        let ended = machine.closed()
        #expect(
            ended == .ended(.checksumMismatch(expected: 1, actual: 2), wasEstablished: true))
        let again = machine.closed()
        #expect(again == .ignore)
    }
}
