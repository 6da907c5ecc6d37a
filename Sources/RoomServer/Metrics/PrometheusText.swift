/// Writes metrics in Prometheus' text exposition format 0.0.4.
///
/// Families come out in the order in which they are written; all samples of a family must follow
/// its header, as the format demands.
package struct PrometheusText: Sendable {
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    package enum Kind: String, Sendable {
        case counter
        case gauge
        case histogram
    }

    package typealias Labels = [(name: String, value: String)]

    package private(set) var text = ""
    /// Put before the labels of every sample.
    private let common: [(name: String, value: String)]

    package init(common: Labels = []) {
        self.common = common
    }

    /// Begins the family `name`.
    package mutating func family(_ name: String, _ kind: Kind, help: String) {
        let help = help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
        self.text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    package mutating func sample(_ name: String, _ labels: Labels = [], _ value: UInt64) {
        self.line(name, labels, String(value))
    }

    package mutating func sample(_ name: String, _ labels: Labels = [], _ value: Int64) {
        self.line(name, labels, String(value))
    }

    package mutating func sample(_ name: String, _ labels: Labels = [], _ value: Double) {
        self.line(name, labels, Self.number(value))
    }

    /// The cumulative buckets, the sum and the count of a histogram.
    package mutating func sample(
        _ name: String, _ labels: Labels = [], _ histogram: HistogramSnapshot
    ) {
        let scale = Double(histogram.scale)
        var cumulated: UInt64 = 0
        for (bound, cell) in zip(histogram.bounds, histogram.cells) {
            cumulated += cell
            let edge = (name: "le", value: Self.number(Double(bound) / scale))
            self.line(name + "_bucket", labels + [edge], String(cumulated))
        }
        let count = histogram.count
        self.line(name + "_bucket", labels + [(name: "le", value: "+Inf")], String(count))
        self.line(name + "_sum", labels, Self.number(Double(histogram.sum) / scale))
        self.line(name + "_count", labels, String(count))
    }

    /// A family of one sample.
    package mutating func single(
        _ name: String, _ kind: Kind, _ value: UInt64, help: String
    ) {
        self.family(name, kind, help: help)
        self.sample(name, [], value)
    }

    private mutating func line(_ name: String, _ labels: Labels, _ value: String) {
        self.text += name
        var separator = "{"
        for label in self.common + labels {
            self.text += "\(separator)\(label.name)=\"\(Self.escaped(label.value))\""
            separator = ","
        }
        if separator == "," { self.text += "}" }
        self.text += " \(value)\n"
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            .replacing("\n", with: "\\n")
    }

    /// The shortest text that reads back as the same number; whole numbers without a fraction.
    private static func number(_ value: Double) -> String {
        if value == value.rounded(), value.magnitude < 1e15 { return String(Int64(value)) }
        return "\(value)"
    }
}
