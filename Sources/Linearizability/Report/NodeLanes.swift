/// One lane a node: what it was, from moment to moment.
struct NodeLanes {
    private struct Stay {
        var from: Int64
        var to: Int64
        var state: NodeState
        var term: UInt64?
    }

    static let rowHeight = 22.0
    private let lanes: [(node: String, stays: [Stay])]
    private let timeline: Timeline

    init(_ history: History, _ timeline: Timeline) {
        self.timeline = timeline
        var records: [String: [MetaRecord.NodeRecord]] = [:]
        for meta in history.metas {
            if case .node(let record) = meta.record {
                records[record.node, default: []].append(record)
            }
        }
        let nodes = Set(history.run?.nodes ?? []).union(records.keys).sorted()
        self.lanes = nodes.map { node in
            let changes = (records[node] ?? []).sorted { $0.at < $1.at }
            let stays = changes.enumerated().map { place, record in
                let next = place + 1 < changes.count ? changes[place + 1].at : timeline.end
                return Stay(from: record.at, to: next, state: record.state, term: record.term)
            }
            return (node, stays)
        }
    }

    var height: Double { Double(self.lanes.count) * Self.rowHeight }

    func draw(_ drawing: inout Drawing, at top: Double) {
        for (row, lane) in self.lanes.enumerated() {
            let y = top + Double(row) * Self.rowHeight
            drawing.text(
                HTMLText.short(lane.node, 12), x: Timeline.left - 10, y: y + 14.5, class: "label")
            drawing.rectangle(
                Drawing.Frame(
                    x: Timeline.left, y: y + 2,
                    width: Timeline.width - Timeline.left - Timeline.right, height: 17),
                class: "lane")
            for stay in lane.stays {
                let from = self.timeline.x(stay.from)
                let to = self.timeline.x(stay.to)
                let term = stay.term.map { " of term \($0)" } ?? ""
                drawing.rectangle(
                    Drawing.Frame(
                        x: from, y: y + 2, width: max(to - from, 1), height: 17, radius: 1),
                    class: "state \(stay.state.rawValue)",
                    title: "\(lane.node) is \(stay.state.rawValue)\(term)")
                if to - from > 62 {
                    drawing.text(
                        self.label(stay), x: from + 6, y: y + 14.5,
                        class: "statename on-\(stay.state.rawValue)")
                }
            }
        }
    }

    private func label(_ stay: Stay) -> String {
        guard stay.state == .leader, let term = stay.term else { return stay.state.rawValue }
        return "leader · \(term)"
    }
}
