import Linearizability
import RoomClient
import RoomProtocol
import Synchronization

/// Every operation on the first rooms of a bench, in the form that `roomchaos check` judges.
///
/// It stays in memory until the end, so that nothing is written while the bench measures. Beyond
/// its bound it is cut off at one moment: what was called before is in it, and what had not been
/// answered by then is of unknown outcome.
final class BenchHistory: Sendable {
    private struct State {
        var operations: [OperationRecord] = []
        /// When the bound was reached.
        var cut: Int64?
    }

    /// How many of the rooms, from the first on, are covered.
    let roomCount: Int
    private let file: NewFile
    private let origin = ContinuousClock.now
    private let state = Mutex(State())

    /// - Throws: `CommandFailure` when the file is there already.
    init(path: String, roomCount: Int, format: OutputFormat) throws {
        self.file = NewFile(
            path: path, adviceIfThere: "name another file with --history.", format: format)
        self.roomCount = roomCount
        if self.file.isThere { throw self.file.isThereFailure }
    }

    /// Nanoseconds since the bench began.
    var now: Int64 {
        let (seconds, attoseconds) = (ContinuousClock.now - self.origin).components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }

    /// Whether calls of now on are not written down any more.
    var isCut: Bool { self.state.withLock { $0.cut != nil } }

    /// Takes an operation that has ended.
    func add(_ operation: OperationRecord) {
        self.state.withLock { state in
            guard let cut = state.cut else {
                state.operations.append(operation)
                if state.operations.count == Limits.benchHistoryOperations {
                    state.cut = self.now
                }
                return
            }
            // It may have seen, or come after, what is not written down.
            guard operation.call < cut, !operation.isRead else { return }
            state.operations.append(operation.withoutAnswer)
        }
    }

    /// Writes the file.
    func write() throws -> BenchHistorySummary {
        let (operations, isCut) = self.state.withLock { ($0.operations, $0.cut != nil) }
        var text = ""
        for operation in operations.sorted(by: { $0.call < $1.call }) {
            text += try HistoryRecord.operation(operation).line() + "\n"
        }
        try self.file.write(text)
        return BenchHistorySummary(
            file: self.file.path, rooms: self.roomCount, operations: operations.count, isCut: isCut)
    }
}

/// What of a bench can be judged.
///
/// The property names are the JSON keys.
struct BenchHistorySummary: Encodable, Sendable {
    let file: String
    let rooms: Int
    let operations: Int
    /// Whether the bound on operations was reached before the end.
    let isCut: Bool
}

extension OperationRecord {
    /// The same with an outcome that nobody knows.
    fileprivate var withoutAnswer: OperationRecord {
        var record = self
        (record.outcome, record.result, record.ret) = (.unknown, nil, nil)
        return record
    }
}
