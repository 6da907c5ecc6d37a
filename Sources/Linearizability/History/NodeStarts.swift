/// When the processes of each node began, as far as the history tells.
struct NodeStarts: Sendable {
    struct Start: Sendable {
        var at: Int64
        var line: Int
    }

    /// In order of time.
    private var byNode: [String: [Start]] = [:]

    init(_ history: History = History()) {
        for meta in history.metas {
            guard case .start(let record) = meta.record else { continue }
            self.byNode[record.node, default: []].append(
                Start(at: record.at, line: meta.number))
        }
        for node in self.byNode.keys { self.byNode[node]?.sort { $0.at < $1.at } }
    }

    var isEmpty: Bool { self.byNode.isEmpty }

    /// The last start of the node before a moment.
    ///
    /// What was asked of the node at that moment, this process answered or a later one.
    func last(of node: String, before time: Int64) -> Start? {
        self.byNode[node]?.last { $0.at < time }
    }
}
