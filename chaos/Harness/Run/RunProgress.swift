import Foundation
import Glibc
import Synchronization

/// What a run shows while it lasts: one line that is renewed on a terminal, or a line now and then.
final class RunProgress: Sendable {
    private static let period = Duration.milliseconds(500)
    /// Periods between two lines when nobody watches.
    private static let quietPeriods = 20

    private let faults = Mutex<[String]>([])
    private let phase = Mutex("")
    private let isTerminal = isatty(STDERR_FILENO) == 1

    func begin(_ fault: String) { self.faults.withLock { $0.append(fault) } }

    func end(_ fault: String) {
        self.faults.withLock { faults in
            if let index = faults.firstIndex(of: fault) { faults.remove(at: index) }
        }
    }

    /// Tells of a step of the run.
    func say(_ text: String) {
        self.phase.withLock { $0 = text }
        self.put((self.isTerminal ? "\r\u{1B}[K" : "") + text + "\n")
    }

    /// Renews the line until the task is cancelled.
    func show(
        minutes: Double, recorder: HistoryRecorder, board: StatusBoard
    ) async {
        var period = 0
        var last = (writes: 0, at: recorder.now)
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.period)
            period += 1
            guard self.isTerminal || period % Self.quietPeriods == 0 else { continue }
            let counts = recorder.counts
            let now = recorder.now
            let rate = Double(counts.writes - last.writes) / (Double(now - last.at) / 1e9)
            last = (counts.writes, now)
            let faults = self.faults.withLock { $0.joined(separator: ", ") }
            let line =
                "\(Self.clock(now)) of \(Self.clock(Int64(minutes * 60e9)))  "
                + "ok \(counts.ok)  fail \(counts.failed)  unknown \(counts.unknown)  "
                + "\(Int(rate)) writes/s  \(await board.summary())  "
                + (faults.isEmpty ? "calm" : "[\(faults)]")
            self.put(self.isTerminal ? "\r\u{1B}[K\(line)" : "\(line)\n")
        }
        if self.isTerminal { self.put("\r\u{1B}[K") }
    }

    private static func clock(_ nanoseconds: Int64) -> String {
        let seconds = nanoseconds / 1_000_000_000
        let rest = seconds % 60
        return "\(seconds / 60):\(rest < 10 ? "0" : "")\(rest)"
    }

    private func put(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
