/// The operations that have no place yet, in the order of their calls: a list in two arrays.
///
/// What was taken out is put back in the opposite order, so each costs the same however long the
/// list is (Lowe, "Testing for linearizability", 2017).
struct PendingList: Sendable {
    /// Place 0 is the head; item i is at place i + 1.
    private var next: [Int]
    private var previous: [Int]
    private(set) var count: Int

    init(count: Int) {
        self.count = count
        self.next = Array(1...(count + 1))
        self.previous = Array(-1..<count)
    }

    /// The first item; nil when none is left.
    var first: Int? { self.after(-1) }

    /// The item behind `item`, which itself may have been taken out just now.
    func after(_ item: Int) -> Int? {
        let place = self.next[item + 1]
        return place < self.next.count ? place - 1 : nil
    }

    mutating func remove(_ item: Int) {
        let place = item + 1
        self.next[self.previous[place]] = self.next[place]
        if self.next[place] < self.previous.count {
            self.previous[self.next[place]] = self.previous[place]
        }
        self.count -= 1
    }

    /// Undoes the last `remove` that was not undone yet.
    mutating func restore(_ item: Int) {
        let place = item + 1
        self.next[self.previous[place]] = place
        if self.next[place] < self.previous.count { self.previous[self.next[place]] = place }
        self.count += 1
    }
}
