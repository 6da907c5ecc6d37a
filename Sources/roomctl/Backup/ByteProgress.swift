import Foundation

/// Says on standard error how far a file is, about once a second: bytes, rate, time left.
final class ByteProgress {
    private let verb: String
    private let total: UInt64
    private let isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1
    private let began = ContinuousClock.now
    private var shownAt: ContinuousClock.Instant
    private var hasShown = false

    /// - Parameter total: bytes in all.
    init(_ verb: String, of total: UInt64) {
        self.verb = verb
        self.total = total
        self.shownAt = self.began
    }

    func show(_ done: UInt64) {
        let now = ContinuousClock.now
        guard now - self.shownAt >= .seconds(1) else { return }
        self.shownAt = now
        self.hasShown = true
        let seconds = max(0.001, (now - self.began) / .seconds(1))
        let rate = Double(done) / seconds
        let left = Double(self.total - min(done, self.total)) / max(1, rate)
        let line = String(
            format: "\(self.verb): %.1f of %.1f MiB, %.1f MiB/s, %.0f s left",
            Self.mebibytes(done), Self.mebibytes(self.total), rate / 1_048_576, left)
        // On a terminal the line is written over; in a log each is one of its own.
        self.write(self.isTerminal ? "\r\(line)\u{1b}[K" : line + "\n")
    }

    /// Ends the line that a terminal shows.
    func end() {
        if self.isTerminal, self.hasShown { self.write("\n") }
    }

    private func write(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }

    private static func mebibytes(_ bytes: UInt64) -> Double { Double(bytes) / 1_048_576 }
}
