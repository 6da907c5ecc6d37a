/// Finds what a mistyped word most likely meant.
enum NearestWord {
    /// The candidate that takes the fewest edits, if few enough to be a slip; ties go to the first.
    static func find(for word: String, among candidates: [String]) -> String? {
        let typed = Self.normalised(word)
        let tolerance = max(2, typed.count / 3)
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let distance = Self.distance(typed, Self.normalised(candidate))
            if distance <= tolerance, distance < best?.distance ?? Int.max {
                best = (candidate, distance)
            }
        }
        return best?.candidate
    }

    /// Case and word separators are not what a person gets wrong: `tickMs`, `tick_ms`, `tick-ms`.
    private static func normalised(_ word: String) -> [UInt8] {
        word.lowercased().utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "_") }
    }

    /// The Levenshtein distance, row by row.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var previous = Array(0...right.count)
        for (row, leftByte) in left.enumerated() {
            var current = [row + 1]
            for (column, rightByte) in right.enumerated() {
                let substitution = previous[column] + (leftByte == rightByte ? 0 : 1)
                current.append(min(substitution, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[right.count]
    }
}
