/// Nodes that ended in a way that no fault explains.
enum CrashCheck {
    static func findings(in history: History) -> [Finding] {
        history.metas.compactMap { meta in
            guard case .crash(let crash) = meta.record else { return nil }
            let detail = crash.detail.map { ": \($0)" } ?? ""
            let sentence = "\(crash.node ?? "a node") ended by itself\(detail)"
            return Finding(
                .crash, room: nil, sentence,
                [Finding.Operation(line: meta.number, text: sentence)])
        }
    }
}
