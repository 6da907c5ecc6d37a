import PeerTransport
import Raft

/// Every input of the machine of a link, and a short word for what it answers.
enum LinkInput: String, CaseIterable {
    case opened
    case hello
    case accept
    case refuse
    case ping
    case pong
    case payload
    case snapshot
    case welcome
    case unwelcome
    case tick
    case timeout
    case failed
    case closed

    private var message: PeerMessage? {
        switch self {
        case .hello: .hello(Samples.hello(from: 2, to: 1))
        case .accept: .accept(Samples.accept(by: 2))
        case .refuse: .refuse(Samples.refusal())
        case .ping: .ping(0)
        case .pong: .pong(0)
        case .payload: .payload([1], group: Samples.group)
        case .snapshot: .snapshot(.snapshotBegin)
        case .opened, .welcome, .unwelcome, .tick, .timeout, .failed, .closed: nil
        }
    }

    /// Gives this input to the machine and returns the action in a word.
    func apply(to machine: inout PeerLink.StateMachine) -> String {
        if let message = self.message { return Self.word(machine.received(message)) }
        switch self {
        case .opened:
            return Self.word(machine.opened(groupTime: 9))
        case .welcome:
            return Self.word(machine.judged(.accept, groupTime: 9))
        case .unwelcome:
            return Self.word(machine.judged(.refuse(Samples.refusal()), groupTime: 9))
        case .tick:
            return Self.word(machine.ticked())
        case .timeout:
            return Self.word(machine.handshakeTimedOut())
        case .failed:
            return Self.word(machine.failed(.badMagic(0)))
        case .closed:
            return Self.word(machine.closed())
        case .hello, .accept, .refuse, .ping, .pong, .payload, .snapshot:
            return "unreachable"
        }
    }

    private static func word(_ action: PeerLink.StateMachine.ReceiveAction) -> String {
        switch action {
        case .judge: "judge"
        case .refuse: "refuse"
        case .deliver: "deliver"
        case .pong: "pong"
        case .close(let error): error.code.rawValue
        case .ignore: "-"
        }
    }

    private static func word(_ action: PeerLink.StateMachine.OpenAction) -> String {
        switch action {
        case .sendHello: "hello"
        case .awaitHello: "await"
        case .ignore: "-"
        }
    }

    private static func word(_ action: PeerLink.StateMachine.JudgeAction) -> String {
        switch action {
        case .establish(_, let reply): reply == nil ? "up" : "up+accept"
        case .refuse: "refuse"
        case .ignore: "-"
        }
    }

    private static func word(_ action: PeerLink.StateMachine.TickAction) -> String {
        switch action {
        case .ping: "ping"
        case .close(let error): error.code.rawValue
        case .ignore: "-"
        }
    }

    private static func word(_ action: PeerLink.StateMachine.CloseAction) -> String {
        switch action {
        case .close(.handshakeTimedOut): "late"
        case .close(let error): error.code.rawValue
        case .ignore: "-"
        }
    }

    private static func word(_ action: PeerLink.StateMachine.EndAction) -> String {
        switch action {
        case .ended(.disconnected, let wasEstablished): wasEstablished ? "broke" : "ended"
        case .ended(let error, _): "ended:\(error.code.rawValue)"
        case .ignore: "-"
        }
    }
}
