import Foundation
import RoomProtocol

/// Says on standard error how far a new node is, about once a second.
final class CatchUpProgress {
    private let node: UInt64
    private let isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1
    private var shownAt: ContinuousClock.Instant?
    private var beganAt: (time: ContinuousClock.Instant, index: UInt64)?
    private var snapshotBeganAt: (time: ContinuousClock.Instant, bytes: UInt64)?

    init(node: UInt64) {
        self.node = node
    }

    func show(_ status: Roomkeeper_V1_NodeStatusResponse) {
        guard let member = status.member(self.node) else { return }
        let now = ContinuousClock.now
        guard self.shownAt.map({ now - $0 >= .seconds(1) }) ?? true else { return }
        self.shownAt = now
        self.write(self.line(member, last: status.lastIndex, at: now))
    }

    /// Ends the line that a terminal shows.
    func end() {
        if self.isTerminal, self.shownAt != nil { self.write("\n", isLine: false) }
    }

    private func line(
        _ member: Roomkeeper_V1_MemberStatus, last: UInt64, at now: ContinuousClock.Instant
    ) -> String {
        guard member.answering else {
            return "node \(self.node) does not answer yet at \(member.peerEndpoint)"
        }
        if member.needsSnapshot { return self.snapshotLine(member, at: now) }
        let match = member.matchIndex
        let began = self.beganAt ?? (now, match)
        self.beganAt = began
        var line = "node \(self.node) \(Self.bar(match, of: last)) \(match) of \(last) entries"
        let seconds = Double((now - began.time) / .milliseconds(1)) / 1000
        if seconds > 0, match > began.index {
            let rate = Double(match - began.index) / seconds
            let left = Double(last - min(match, last)) / rate
            line += String(format: ", %.0f a second, %.0f s left", rate, left)
        }
        return line
    }

    private func snapshotLine(
        _ member: Roomkeeper_V1_MemberStatus, at now: ContinuousClock.Instant
    ) -> String {
        let (stored, bytes) = (member.snapshotStoredBytes, member.snapshotBytes)
        guard bytes > 0 else { return "a snapshot of the rooms is made for node \(self.node)" }
        let began = self.snapshotBeganAt ?? (now, stored)
        self.snapshotBeganAt = began
        var line = String(
            format:
                "node \(self.node) \(Self.bar(stored, of: bytes)) %.1f of %.1f MiB of a snapshot",
            Double(stored) / 1_048_576, Double(bytes) / 1_048_576)
        let seconds = Double((now - began.time) / .milliseconds(1)) / 1000
        if seconds > 0, stored > began.bytes {
            let rate = Double(stored - began.bytes) / seconds
            let left = Double(bytes - min(stored, bytes)) / rate
            line += String(format: ", %.1f MiB/s, %.0f s left", rate / 1_048_576, left)
        }
        return line
    }

    private static func bar(_ done: UInt64, of all: UInt64) -> String {
        let share = all == 0 ? 1 : min(1, Double(done) / Double(all))
        let filled = Int(share * Double(Limits.progressBarWidth))
        return "[" + String(repeating: "#", count: filled)
            + String(repeating: ".", count: Limits.progressBarWidth - filled) + "]"
    }

    private func write(_ line: String, isLine: Bool = true) {
        // On a terminal the line is written over; in a log each is one of its own.
        let text = !isLine ? line : self.isTerminal ? "\r\(line)\u{1b}[K" : line + "\n"
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
