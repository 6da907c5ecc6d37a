import ArgumentParser

/// A length of time on the command line: `250ms`, `5s`, `2m`, or plain seconds such as `1.5`.
struct DurationArgument: ExpressibleByArgument, Sendable {
    let duration: Duration

    init(_ duration: Duration) {
        self.duration = duration
    }

    init?(argument: String) {
        let units: [(suffix: String, seconds: Double)] = [("ms", 0.001), ("s", 1), ("m", 60)]
        let unit = units.first { argument.hasSuffix($0.suffix) }
        let digits = argument.dropLast(unit?.suffix.count ?? 0)
        guard let number = Double(digits), number.isFinite, number > 0 else { return nil }
        let seconds = number * (unit?.seconds ?? 1)
        guard seconds <= Limits.timeoutSeconds else { return nil }
        self.duration = .seconds(seconds)
    }

    var defaultValueDescription: String {
        "\(self.duration.components.seconds)s"
    }
}
