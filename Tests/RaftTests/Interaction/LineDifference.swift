/// How one text became another, line by line: `-` was expected, `+` came instead.
struct LineDifference: CustomStringConvertible {
    let description: String

    init(from expected: [String], to actual: [String]) {
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in actual.difference(from: expected) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var lines: [String] = []
        var old = 0
        var new = 0
        while old < expected.count || new < actual.count {
            if old < expected.count, removed.contains(old) {
                lines.append("- " + expected[old])
                old += 1
            } else if new < actual.count, inserted.contains(new) {
                lines.append("+ " + actual[new])
                new += 1
            } else {
                lines.append("  " + actual[new])
                old += 1
                new += 1
            }
        }
        self.description = lines.joined(separator: "\n")
    }
}
