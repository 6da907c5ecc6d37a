/// Messages on their way out, each held until the write that it depends on is durable.
///
/// This is the one place that knows the ordering rule "durable BEFORE sent": hard state and entries
/// share one increasing sequence, a message waits for the sequence of the write that made it true.
struct Outbox: Sendable {
    /// The term or the vote differs from what the last write holds.
    var isHardStateDirty = false
    private var nextSequence = IOSequence(1)
    private var durableSequence = IOSequence.zero
    private var hardStateSequence = IOSequence.zero
    private var entriesSequence = IOSequence.zero
    /// Ticks since a write last became durable, while one waits.
    private(set) var stalledTicks = 0
    private var sendable: [Message] = []
    private var held: [(sequence: IOSequence, message: Message)] = []

    /// Whether a write was handed out that is not yet durable.
    var isWriting: Bool { self.durableSequence.next < self.nextSequence }

    /// Whether the present term and vote are on disk.
    var isHardStateDurable: Bool {
        !self.isHardStateDirty && self.hardStateSequence <= self.durableSequence
    }

    /// Queues a message; returns whether it must wait.
    @discardableResult
    mutating func send(_ message: Message, waitsForEntries: Bool, hasUnsaved: Bool) -> Bool {
        var sequence = self.isHardStateDirty ? self.nextSequence : self.hardStateSequence
        if waitsForEntries {
            sequence = max(sequence, hasUnsaved ? self.nextSequence : self.entriesSequence)
        }
        if sequence <= self.durableSequence {
            self.sendable.append(message)
            return false
        }
        // While a disk hangs, whoever waits asks again and again; the newest answer says most.
        if self.held.count >= Limits.heldMessages {
            self.held.removeFirst()
        }
        self.held.append((sequence, message))
        return true
    }

    /// Queues a message that depends on no write of this node.
    mutating func sendAtOnce(_ message: Message) {
        self.sendable.append(message)
    }

    mutating func tick() {
        self.stalledTicks = self.isWriting ? self.stalledTicks + 1 : 0
    }

    /// Begins the next write and returns its sequence.
    mutating func beginWrite(hasEntries: Bool) -> IOSequence {
        let sequence = self.nextSequence
        self.nextSequence = sequence.next
        if self.isHardStateDirty {
            self.hardStateSequence = sequence
            self.isHardStateDirty = false
        }
        if hasEntries {
            self.entriesSequence = sequence
        }
        return sequence
    }

    /// Returns whether that was news.
    mutating func markDurable(through sequence: IOSequence) -> Bool {
        guard sequence > self.durableSequence else { return false }
        self.durableSequence = sequence
        self.stalledTicks = 0
        guard !self.held.isEmpty else { return true }
        self.sendable += self.held.lazy.filter { $0.sequence <= sequence }.map(\.message)
        self.held.removeAll { $0.sequence <= sequence }
        return true
    }

    mutating func takeSendable() -> [Message] {
        defer { self.sendable = [] }
        return self.sendable
    }
}
