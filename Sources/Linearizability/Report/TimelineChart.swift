/// The run from left to right: faults, nodes, outcomes, throughput, latency, one above the other.
enum TimelineChart {
    private static let gap = 12.0
    private static let wordWidth = 84.0

    static func svg(_ history: History, _ verdict: Verdict) -> String {
        let timeline = Timeline(history)
        let faults = FaultBars(history, timeline)
        let lanes = NodeLanes(history, timeline)
        let charts = OperationCharts(history, timeline)
        var drawing = Drawing()
        let top = 20.0
        let lanesTop = top + faults.height + Self.gap / 2
        let outcomesTop = lanesTop + lanes.height + Self.gap / 2
        let rateTop = outcomesTop + OperationCharts.stripHeight + Self.gap
        let latencyTop = rateTop + OperationCharts.rateHeight + Self.gap
        let bottom = latencyTop + OperationCharts.latencyHeight
        faults.drawBands(&drawing, from: top, to: bottom)
        self.drawAxis(&drawing, timeline, top: top, bottom: bottom)
        faults.draw(&drawing, at: top)
        lanes.draw(&drawing, at: lanesTop)
        charts.drawOutcomes(&drawing, at: outcomesTop)
        charts.drawRate(&drawing, at: rateTop)
        charts.drawLatency(&drawing, at: latencyTop)
        self.drawMoments(&drawing, history, verdict, timeline, (top, bottom))
        let height = bottom + 20
        return "<svg viewBox=\"0 0 \(Int(Timeline.width)) \(Int(height))\" role=\"img\" "
            + "aria-label=\"What happened over time\">\(drawing.body)</svg>"
    }

    private static func drawAxis(
        _ drawing: inout Drawing, _ timeline: Timeline, top: Double, bottom: Double
    ) {
        for tick in timeline.ticks {
            drawing.line(from: (tick.x, top), to: (tick.x, bottom + 4), class: "tick")
            drawing.text(tick.label, x: tick.x, y: bottom + 15, class: "ticklabel")
        }
    }

    /// When all was healed, when all served again, and where the first thing is that cannot be so.
    private static func drawMoments(
        _ drawing: inout Drawing, _ history: History, _ verdict: Verdict, _ timeline: Timeline,
        _ span: (top: Double, bottom: Double)
    ) {
        func draw(_ time: Int64, _ name: String, _ kind: String) {
            let x = timeline.x(time)
            drawing.line(from: (x, span.top - 6), to: (x, span.bottom), class: "moment \(kind)")
            let isAtEdge = x > Timeline.width - 90
            drawing.text(
                name, x: isAtEdge ? x - 4 : x + 4, y: span.top - 8,
                class: "momentname \(kind)\(isAtEdge ? " atedge" : "")")
        }
        var last = 0.0
        for meta in history.metas {
            switch meta.record {
            case .healed(let time):
                last = timeline.x(time)
                draw(time, "healed", "healed")
            case .healthy(let time):
                // Beside the word before it, when there is room for it.
                let x = timeline.x(time)
                draw(time, x - last > Self.wordWidth ? "healthy" : "", "healthy")
            default: break
            }
        }
        if let line = verdict.findings.first?.lines.last,
            let time = Self.time(ofLine: line, in: history)
        {
            draw(time, "first finding", "first")
        }
    }

    private static func time(ofLine line: Int, in history: History) -> Int64? {
        if let operation = history.operations.first(where: { $0.number == line }) {
            return operation.record.call
        }
        return history.watches.first { $0.number == line }?.record.call
    }
}
