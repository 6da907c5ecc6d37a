/// What was done to the cluster, as bars in as few rows as their labels allow.
struct FaultBars {
    private struct Bar {
        var record: FaultRecord
        var from: Double
        var to: Double
        var row: Int
    }

    static let rowHeight = 19.0
    private static let mostRows = 6
    private static let letterWidth = 6.3

    private var bars: [Bar] = []
    let rows: Int

    init(_ history: History, _ timeline: Timeline) {
        var ends: [Double] = []
        for line in history.faults.sorted(by: { $0.record.call < $1.record.call }) {
            let record = line.record
            let from = timeline.x(record.call)
            let to = max(timeline.x(record.ret ?? record.call), from + 4)
            let labelEnd = from + Double(record.name.count) * Self.letterWidth + 12
            let row =
                ends.firstIndex { $0 <= from }
                ?? (ends.count < Self.mostRows ? ends.count : ends.count - 1)
            if row == ends.count { ends.append(0) }
            ends[row] = max(to, labelEnd)
            self.bars.append(Bar(record: record, from: from, to: to, row: row))
        }
        self.rows = ends.count
    }

    var height: Double { Double(self.rows) * Self.rowHeight }

    /// Faint bands behind everything, so that one sees what happened during a fault.
    func drawBands(_ drawing: inout Drawing, from top: Double, to bottom: Double) {
        for bar in self.bars {
            drawing.rectangle(
                Drawing.Frame(
                    x: bar.from, y: top, width: bar.to - bar.from, height: bottom - top, radius: 0),
                class: "band")
        }
    }

    func draw(_ drawing: inout Drawing, at top: Double) {
        guard self.rows > 0 else { return }
        drawing.text("faults", x: Timeline.left - 10, y: top + 13, class: "label")
        for bar in self.bars {
            let y = top + Double(bar.row) * Self.rowHeight
            let took = bar.record.took != false
            let nodes = bar.record.nodes.map { " of \($0.joined(separator: ", "))" } ?? ""
            let detail = bar.record.detail.map { ": \($0)" } ?? ""
            drawing.rectangle(
                Drawing.Frame(x: bar.from, y: y + 2, width: bar.to - bar.from, height: 15),
                class: took ? "fault" : "fault missed",
                title: "\(bar.record.name)\(nodes)\(detail)\(took ? "" : " (never took hold)")")
            // Near the right edge the label stands before its place.
            let length = Double(bar.record.name.count) * Self.letterWidth
            let isAtEdge = bar.from + length + 8 > Timeline.width
            drawing.text(
                took ? bar.record.name : "\(bar.record.name) ✗",
                x: isAtEdge ? bar.to - 5 : bar.from + 5, y: y + 13,
                class: isAtEdge ? "faultname atedge" : "faultname")
        }
    }
}
