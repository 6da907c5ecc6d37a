internal import Foundation

/// Pieces of SVG; every text is escaped here.
struct Drawing {
    private(set) var body = ""

    static func number(_ value: Double) -> String { String(format: "%.1f", value) }

    mutating func rectangle(
        _ frame: Frame, class name: String, title: String? = nil
    ) {
        let title = title.map { "<title>\(HTMLText.escape($0))</title>" } ?? ""
        self.body +=
            "<rect class=\"\(name)\" x=\"\(Self.number(frame.x))\" y=\"\(Self.number(frame.y))\" "
            + "width=\"\(Self.number(max(frame.width, 0)))\" "
            + "height=\"\(Self.number(max(frame.height, 0)))\" "
            + "rx=\"\(frame.radius)\">\(title)</rect>"
    }

    mutating func text(_ text: String, x: Double, y: Double, class name: String) {
        self.body +=
            "<text class=\"\(name)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\">"
            + "\(HTMLText.escape(text))</text>"
    }

    mutating func line(
        from: (x: Double, y: Double), to: (x: Double, y: Double), class name: String
    ) {
        self.body +=
            "<line class=\"\(name)\" x1=\"\(Self.number(from.x))\" y1=\"\(Self.number(from.y))\" "
            + "x2=\"\(Self.number(to.x))\" y2=\"\(Self.number(to.y))\"/>"
    }

    /// A line through points; where one is missing it is interrupted.
    mutating func path(_ points: [(x: Double, y: Double)?], class name: String) {
        var path = ""
        var isOpen = false
        for point in points {
            guard let point else {
                isOpen = false
                continue
            }
            path += "\(isOpen ? "L" : "M")\(Self.number(point.x)) \(Self.number(point.y))"
            isOpen = true
        }
        self.body += "<path class=\"\(name)\" d=\"\(path)\"/>"
    }

    /// The area between a line and a level.
    mutating func area(_ points: [(x: Double, y: Double)], down level: Double, class name: String) {
        guard let first = points.first, let last = points.last else { return }
        var path = "M\(Self.number(first.x)) \(Self.number(level))"
        for point in points { path += "L\(Self.number(point.x)) \(Self.number(point.y))" }
        path += "L\(Self.number(last.x)) \(Self.number(level))Z"
        self.body += "<path class=\"\(name)\" d=\"\(path)\"/>"
    }

    struct Frame {
        var x: Double
        var y: Double
        var width: Double
        var height: Double
        var radius = 2
    }
}
