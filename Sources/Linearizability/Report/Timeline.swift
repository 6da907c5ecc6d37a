internal import Foundation

/// The time of a run as a distance on the page.
struct Timeline: Sendable {
    static let width = 1_340.0
    static let left = 96.0
    static let right = 14.0

    let start: Int64
    let end: Int64

    init(_ history: History) {
        var times: [Int64] = []
        for line in history.operations {
            times.append(line.record.call)
            if let ret = line.record.ret { times.append(ret) }
        }
        for line in history.faults {
            times += [line.record.call, line.record.ret ?? line.record.call]
        }
        for line in history.watches { times.append(line.record.call) }
        for line in history.metas {
            switch line.record {
            case .node(let record): times.append(record.at)
            case .healed(let time), .healthy(let time): times.append(time)
            default: break
            }
        }
        self.start = times.min() ?? 0
        self.end = times.max() ?? 0
    }

    /// At least a nanosecond, so that everything has its place.
    private var span: Double { max(Double(self.end) - Double(self.start), 1) }

    /// The span as a duration; one of more than 63 bits is cut.
    var length: Int64 { Int64(min(self.span, 9e18)) }

    /// The place of a moment, inside of the drawing whatever the moment.
    func x(_ time: Int64) -> Double {
        let share = (Double(time) - Double(self.start)) / self.span
        return Self.left + min(max(share, 0), 1) * (Self.width - Self.left - Self.right)
    }

    func bucket(_ time: Int64, of count: Int) -> Int {
        let share = (Double(time) - Double(self.start)) / self.span
        return min(max(Int(share * Double(count)), 0), count - 1)
    }

    /// Seconds of one of so many equal parts.
    func seconds(ofOneIn count: Int) -> Double { self.span / 1e9 / Double(count) }

    /// Round moments, with their labels counted from the start.
    var ticks: [(x: Double, label: String)] {
        let seconds = self.span / 1e9
        let rough = seconds / 10
        let power = pow(10, floor(log10(rough)))
        let step = [1, 2, 5, 10].map { $0 * power }.first { $0 >= rough } ?? power
        guard step > 0, step.isFinite else { return [] }
        let units: [(seconds: Double, name: String)] = [
            (1, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"),
        ]
        let unit = units.first { step >= $0.seconds } ?? (1e-9, "ns")
        return stride(from: 0, through: seconds, by: step).map { second in
            let label = String(format: "%.0f ", second / unit.seconds) + unit.name
            let share = second / seconds
            return (Self.left + share * (Self.width - Self.left - Self.right), label)
        }
    }
}
