/// Durations as people write them: a whole number and `ms`, `s` or `m`.
enum DurationText {
    private static let units: [(suffix: String, milliseconds: Int64)] = [
        ("ms", 1), ("s", 1_000), ("m", 60_000),
    ]

    /// `nil` for anything else, a bare number included: a unit left out is a guess.
    static func parse(_ text: String) -> Duration? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, digits.count <= 9, let count = Int64(digits) else { return nil }
        let suffix = text[digits.endIndex...]
        guard let unit = Self.units.first(where: { $0.suffix == suffix }) else { return nil }
        return .milliseconds(count * unit.milliseconds)
    }

    /// The largest unit that needs no fraction; a part below a millisecond is dropped.
    static func format(_ duration: Duration) -> String {
        let milliseconds = duration.wholeMilliseconds
        for unit in Self.units.reversed()
        where milliseconds != 0 && milliseconds % unit.milliseconds == 0 {
            return "\(milliseconds / unit.milliseconds)\(unit.suffix)"
        }
        return "\(milliseconds)ms"
    }
}

extension Duration {
    /// Whole milliseconds, rounded towards zero.
    var wholeMilliseconds: Int64 {
        self.components.seconds * 1_000 + self.components.attoseconds / 1_000_000_000_000_000
    }
}
