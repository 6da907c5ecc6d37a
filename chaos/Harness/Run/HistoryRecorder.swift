import Foundation
import Glibc
import Linearizability
import Synchronization

/// The history of a run, line by line as it happens.
///
/// Operations whose outcome is unknown wait until the end: what is found out about them belongs on
/// their line.
final class HistoryRecorder: Sendable {
    /// What the progress line counts.
    struct Counts: Sendable {
        var ok = 0
        var failed = 0
        var unknown = 0
        var writes = 0
    }

    private struct State {
        var counts = Counts()
        var unsettled: [OperationRecord] = []
        var findings: Set<String> = []
        var failure: HarnessError?
    }

    private let file: FileHandle
    private let begin: Int64
    private let state = Mutex(State())

    init(path: URL) throws {
        guard FileManager.default.createFile(atPath: path.path, contents: nil) else {
            throw HarnessError("\(path.path) cannot be written")
        }
        self.file = try FileHandle(forWritingTo: path)
        self.begin = Self.monotonic()
    }

    /// Nanoseconds since the run began, on the one clock that all lines share.
    var now: Int64 { Self.monotonic() - self.begin }

    var counts: Counts { self.state.withLock { $0.counts } }

    /// Operations of which the client knows nothing, in the order in which they ended.
    var unsettled: [OperationRecord] { self.state.withLock { $0.unsettled } }

    func record(_ operation: OperationRecord) {
        self.state.withLock { state in
            switch operation.outcome {
            case .ok:
                state.counts.ok += 1
                if !operation.isRead { state.counts.writes += 1 }
            case .fail: state.counts.failed += 1
            case .unknown:
                state.counts.unknown += 1
                state.unsettled.append(operation)
                return
            }
            self.write(.operation(operation), &state)
        }
    }

    /// What was found out about the unknown outcomes, in the end.
    func settle(_ operations: [OperationRecord]) {
        self.state.withLock { state in
            state.unsettled = []
            for operation in operations { self.write(.operation(operation), &state) }
        }
    }

    func record(_ record: HistoryRecord) {
        self.state.withLock { self.write(record, &$0) }
    }

    func node(_ name: String, state: NodeState, term: UInt64? = nil) {
        self.record(
            .meta(.node(.init(at: self.now, node: name, state: state, term: term))))
    }

    /// - Parameter begin: taken before the process began.
    func started(_ name: String, at begin: Int64) {
        self.record(.meta(.start(.init(at: begin, node: name))))
        self.node(name, state: .starting)
    }

    /// Something that the harness saw and that cannot be so; at once, for the run may not get to
    /// its end.
    func find(_ sentence: String) {
        self.state.withLock { state in
            guard state.findings.insert(sentence).inserted else { return }
            self.write(.meta(.finding(sentence)), &state)
        }
    }

    /// - Throws: when some line could not be written.
    func finish() throws {
        try self.file.close()
        if let failure = self.state.withLock({ $0.failure }) { throw failure }
    }

    private func write(_ record: HistoryRecord, _ state: inout State) {
        do {
            var line = try record.lineBytes()
            line.append(UInt8(ascii: "\n"))
            try self.file.write(contentsOf: line)
        } catch {
            // Kept for the end: a run whose history has a hole proves nothing.
            if state.failure == nil {
                state.failure = HarnessError("the history cannot be written: \(error)")
            }
        }
    }

    private static func monotonic() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
