internal import Foundation

/// What clients saw over time: outcomes, throughput and latency, in equal parts of the run.
struct OperationCharts {
    private struct Part {
        var ok = 0
        var fail = 0
        var unknown = 0
        var latencies: [Double] = []
    }

    static let parts = 160
    static let stripHeight = 46.0
    static let rateHeight = 58.0
    static let latencyHeight = 96.0

    private var parts = Array(repeating: Part(), count: Self.parts)
    private let timeline: Timeline

    init(_ history: History, _ timeline: Timeline) {
        self.timeline = timeline
        for line in history.operations {
            let record = line.record
            let place = timeline.bucket(record.ret ?? record.call, of: Self.parts)
            switch record.outcome {
            case .ok:
                self.parts[place].ok += 1
                if let ret = record.ret {
                    self.parts[place].latencies.append(
                        (Double(ret) - Double(record.call)) / 1e6)
                }
            case .fail: self.parts[place].fail += 1
            case .unknown: self.parts[place].unknown += 1
            }
        }
        for place in self.parts.indices { self.parts[place].latencies.sort() }
    }

    private func x(_ part: Int) -> Double {
        let width = Timeline.width - Timeline.left - Timeline.right
        return Timeline.left + Double(part) * width / Double(Self.parts)
    }

    func drawOutcomes(_ drawing: inout Drawing, at top: Double) {
        let most = Double(self.parts.map { $0.ok + $0.fail + $0.unknown }.max() ?? 1)
        let bottom = top + Self.stripHeight
        drawing.text("outcomes", x: Timeline.left - 10, y: top + 14, class: "label")
        for (place, part) in self.parts.enumerated() {
            var y = bottom
            let width = self.x(place + 1) - self.x(place) - 1
            for (count, name) in [(part.ok, "ok"), (part.fail, "fail"), (part.unknown, "unknown")]
            where count > 0 {
                // What happened once in a thousand is what one looks for.
                let height = max(Double(count) / max(most, 1) * Self.stripHeight, 2)
                y -= height
                drawing.rectangle(
                    Drawing.Frame(x: self.x(place), y: y, width: width, height: height, radius: 0),
                    class: name, title: "\(part.ok) ok, \(part.fail) fail, \(part.unknown) unknown")
            }
        }
        drawing.line(
            from: (Timeline.left, bottom), to: (Timeline.width - Timeline.right, bottom),
            class: "base")
    }

    func drawRate(_ drawing: inout Drawing, at top: Double) {
        let seconds = self.timeline.seconds(ofOneIn: Self.parts)
        let rates = self.parts.map { Double($0.ok) / max(seconds, 1e-9) }
        let most = max(rates.max() ?? 1, 1e-9)
        let bottom = top + Self.rateHeight
        let points = rates.enumerated().map { place, rate in
            (
                x: (self.x(place) + self.x(place + 1)) / 2,
                y: bottom - rate / most * (Self.rateHeight - 6)
            )
        }
        drawing.text("ok per second", x: Timeline.left - 10, y: top + 14, class: "label")
        // Of a history of a few nanoseconds, as they are written by hand, it says nothing.
        if seconds > 1e-6 {
            drawing.text(
                "most \(Self.round(most))", x: Timeline.left - 10, y: top + 29,
                class: "label faint")
        }
        drawing.area(points, down: bottom, class: "rate")
        drawing.path(points, class: "rateline")
        drawing.line(
            from: (Timeline.left, bottom), to: (Timeline.width - Timeline.right, bottom),
            class: "base")
    }

    /// On a logarithmic scale, for a fault makes answers a thousand times slower.
    func drawLatency(_ drawing: inout Drawing, at top: Double) {
        let all = self.parts.flatMap(\.latencies)
        let low = floor(log10(max(all.min() ?? 1, 0.01)))
        let high = max(ceil(log10(max(all.max() ?? 10, 0.1))), low + 1)
        let bottom = top + Self.latencyHeight
        func y(_ value: Double) -> Double {
            let share = (log10(max(value, 0.01)) - low) / (high - low)
            return bottom - share * (Self.latencyHeight - 4)
        }
        drawing.text("latency", x: Timeline.left - 10, y: top + 14, class: "label")
        for power in Int(low)...Int(high) {
            let value = pow(10, Double(power))
            drawing.line(
                from: (Timeline.left, y(value)), to: (Timeline.width - Timeline.right, y(value)),
                class: "grid")
            // The label of the chart has the uppermost place.
            if y(value) > top + 22 {
                drawing.text(
                    TimeText.duration(milliseconds: value), x: Timeline.left - 10,
                    y: y(value) + 3.5,
                    class: "label faint")
            }
        }
        for (share, name) in [(0.99, "p99"), (0.5, "p50")] {
            let points = self.parts.enumerated().map { place, part -> (x: Double, y: Double)? in
                guard !part.latencies.isEmpty else { return nil }
                let rank = Int(Double(part.latencies.count - 1) * share)
                return ((self.x(place) + self.x(place + 1)) / 2, y(part.latencies[rank]))
            }
            drawing.path(points, class: name)
        }
    }

    private static func round(_ rate: Double) -> String {
        rate >= 10 ? String(format: "%.0f", rate) : String(format: "%.1f", rate)
    }
}
