/// Events in the order of their time; those of the same time in the order in which they came.
struct EventQueue: Sendable {
    private var heap: [Event] = []
    private var sequence: UInt64 = 0

    var count: Int { self.heap.count }

    var nextTime: UInt64? { self.heap.first?.time }

    mutating func add(_ event: Event) {
        var event = event
        event.sequence = self.sequence
        self.sequence += 1
        self.heap.append(event)
        var child = self.heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard event.isBefore(self.heap[parent]) else { break }
            self.heap[child] = self.heap[parent]
            child = parent
        }
        self.heap[child] = event
    }

    mutating func takeFirst() -> Event? {
        guard let first = self.heap.first else { return nil }
        let moved = self.heap.removeLast()
        let count = self.heap.count
        guard count > 0 else { return first }
        var hole = 0
        while true {
            var child = 2 * hole + 1
            guard child < count else { break }
            if child + 1 < count, self.heap[child + 1].isBefore(self.heap[child]) { child += 1 }
            guard self.heap[child].isBefore(moved) else { break }
            self.heap[hole] = self.heap[child]
            hole = child
        }
        self.heap[hole] = moved
        return first
    }
}
