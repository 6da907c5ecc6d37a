package import Foundation

extension History {
    /// Reads a file of JSON lines.
    package init(contentsOf path: String) throws(HistoryError) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
        } catch {
            throw HistoryError("\(path) cannot be read: \(error.localizedDescription)")
        }
        try self.init(data)
    }

    /// Reads JSON lines; empty lines are passed over.
    package init(_ data: Data) throws(HistoryError) {
        guard data.count <= HistoryLimits.fileBytes else {
            throw HistoryError(
                "the file has \(data.count) bytes; a history has at most \(HistoryLimits.fileBytes)"
            )
        }
        self.init()
        let decoder = JSONDecoder()
        var number = 0
        var start = data.startIndex
        while start < data.endIndex {
            let end = data[start...].firstIndex(of: UInt8(ascii: "\n")) ?? data.endIndex
            number += 1
            if !Self.isBlank(data[start..<end]) {
                let record = try Self.record(data[start..<end], line: number, decoder)
                self.append(record, line: number)
            }
            start = end + 1
        }
    }

    private static func isBlank(_ line: Data) -> Bool {
        line.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") || $0 == 9 }
    }

    private static func record(
        _ line: Data, line number: Int, _ decoder: JSONDecoder
    ) throws(HistoryError) -> HistoryRecord {
        guard line.count <= HistoryLimits.lineBytes else {
            throw HistoryError(
                line: number,
                "it has \(line.count) bytes; a line has at most \(HistoryLimits.lineBytes)")
        }
        do {
            return try decoder.decode(HistoryRecord.self, from: line)
        } catch let error as DecodingError {
            throw HistoryError(line: number, error, in: line)
        } catch {
            throw HistoryError(line: number, "it cannot be read: \(error)")
        }
    }
}
