/// A hash over all events, and the last ones in words.
struct EventTrace {
    private static let kept = 60
    private(set) var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    private var recent: [Event] = []
    private var next = 0
    private let sink: ((String) -> Void)?

    /// - Parameter sink: is given every event in words; `nil` costs nothing.
    init(sink: ((String) -> Void)?) {
        self.sink = sink
        self.recent.reserveCapacity(Self.kept)
    }

    mutating func note(_ event: Event) {
        self.mix(event.time)
        self.mix(
            UInt64(event.kind.rawValue) << 56 ^ UInt64(truncatingIfNeeded: event.subject) << 32
                ^ UInt64(truncatingIfNeeded: event.payload))
        if self.recent.count < Self.kept {
            self.recent.append(event)
        } else {
            self.recent[self.next] = event
            self.next = (self.next + 1) % Self.kept
        }
        self.sink?(Self.line(event))
    }

    /// Also mixes in what an event led to.
    mutating func mix(_ value: UInt64) {
        self.hash = (self.hash ^ value) &* 0x0000_0100_0000_01b3
        self.hash ^= self.hash >> 29
    }

    var lines: [String] {
        (self.recent[self.next...] + self.recent[..<self.next]).map(Self.line)
    }

    private static func line(_ event: Event) -> String {
        let time = String(event.time)
        let padding = String(repeating: " ", count: max(0, 10 - time.count))
        return "\(padding)\(time) µs  \(event.kind) \(event.subject) \(event.payload)"
    }
}
