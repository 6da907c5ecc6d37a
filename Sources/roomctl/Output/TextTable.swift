/// Rows under headings, with columns as wide as their widest cell.
struct TextTable {
    private let headings: [String]
    private var rows: [[String]] = []

    init(_ headings: String...) {
        self.headings = headings
    }

    /// Adds a row; missing cells at the end are empty.
    mutating func add(_ cells: String...) {
        self.rows.append(cells.map { $0.isEmpty ? "-" : $0 })
    }

    var isEmpty: Bool { self.rows.isEmpty }

    func rendered() -> String {
        Self.lines(of: [self.headings] + self.rows).joined(separator: "\n")
    }

    /// Names on the left and values on the right, without headings; empty values are left out.
    static func facts(_ facts: [(name: String, value: String)]) -> String {
        let rows = facts.filter { !$0.value.isEmpty }.map { [$0.name, $0.value] }
        return Self.lines(of: rows).joined(separator: "\n")
    }

    private static func lines(of rows: [[String]]) -> [String] {
        let columns = rows.map { $0.count }.max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                // The last cell is not padded, so that no line ends in spaces.
                column == row.count - 1
                    ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
            }
            return cells.joined(separator: "  ")
        }
    }
}
