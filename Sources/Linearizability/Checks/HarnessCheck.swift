/// What the harness saw besides the clients: nodes that ended in a way that no fault explains, and
/// whatever else cannot be so.
enum HarnessCheck {
    static func findings(in history: History) -> [Finding] {
        history.metas.compactMap { meta in
            switch meta.record {
            case .crash(let crash):
                let detail = crash.detail.map { ": \($0)" } ?? ""
                return Self.finding(
                    .crash, "\(crash.node ?? "a node") ended by itself\(detail)", meta.number)
            case .finding(let sentence):
                return Self.finding(.harness, sentence, meta.number)
            default:
                return nil
            }
        }
    }

    private static func finding(_ check: CheckName, _ sentence: String, _ line: Int) -> Finding {
        Finding(check, room: nil, sentence, [Finding.Operation(line: line, text: sentence)])
    }
}
