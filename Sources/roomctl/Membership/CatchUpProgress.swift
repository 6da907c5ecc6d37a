import Foundation
import RoomProtocol

/// Says on standard error how far a new node is, about once a second.
final class CatchUpProgress {
    private let node: UInt64
    private let isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1
    private var shownAt: ContinuousClock.Instant?
    private var beganAt: (time: ContinuousClock.Instant, index: UInt64)?

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
        if member.needsSnapshot { return "node \(self.node) receives a snapshot of the rooms" }
        let match = member.matchIndex
        let began = self.beganAt ?? (now, match)
        self.beganAt = began
        let share = last == 0 ? 1 : Double(match) / Double(last)
        let filled = Int(share * Double(Limits.progressBarWidth))
        let bar =
            String(repeating: "#", count: filled)
            + String(repeating: ".", count: Limits.progressBarWidth - filled)
        var line = "node \(self.node) [\(bar)] \(match) of \(last) entries"
        let seconds = Double((now - began.time) / .milliseconds(1)) / 1000
        if seconds > 0, match > began.index {
            let rate = Double(match - began.index) / seconds
            let left = Double(last - min(match, last)) / rate
            line += String(format: ", %.0f a second, %.0f s left", rate, left)
        }
        return line
    }

    private func write(_ line: String, isLine: Bool = true) {
        // On a terminal the line is written over; in a log each is one of its own.
        let text = !isLine ? line : self.isTerminal ? "\r\(line)\u{1b}[K" : line + "\n"
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
