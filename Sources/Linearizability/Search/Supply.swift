/// Which values are still asked for, and by how many operations they can still be brought about.
///
/// A value that some operation must find, that is not there, and that nothing is left to write,
/// ends an order long before that operation's turn comes.
struct Supply: Sendable {
    private var places: [HistoryValue: Int] = [:]
    /// Operations with a known answer that have no place yet and must find the value.
    private var wanted: [Int] = []
    /// Operations without a place that leave the value behind.
    private var writers: [Int] = []
    /// Values that are wanted and that nothing is left to write.
    private var starved = 0

    /// What an operation has to do with values; nil: nothing.
    private struct Trade: Sendable {
        var wants: Int?
        var writes: Int?
    }

    private var certain: [Trade] = []
    private var possible: [Trade] = []

    /// Counts an operation in, before the search begins: each kind in the order of its places.
    mutating func enter(
        _ placement: SearchPlacement, wants: HistoryValue?, writes: HistoryValue?
    ) {
        let trade = Trade(
            wants: wants.map { self.place(of: $0) }, writes: writes.map { self.place(of: $0) })
        switch placement {
        case .certain: self.certain.append(trade)
        case .possible: self.possible.append(trade)
        }
        self.add(1, trade)
    }

    private func trade(of placement: SearchPlacement) -> Trade {
        switch placement {
        case .certain(let item): self.certain[item]
        case .possible(let item): self.possible[item]
        }
    }

    private mutating func place(of value: HistoryValue) -> Int {
        if let place = self.places[value] { return place }
        self.places[value] = self.wanted.count
        self.wanted.append(0)
        self.writers.append(0)
        return self.wanted.count - 1
    }

    /// An operation has got its place.
    mutating func take(_ placement: SearchPlacement) { self.add(-1, self.trade(of: placement)) }

    /// An operation has lost its place.
    mutating func putBack(_ placement: SearchPlacement) {
        self.add(1, self.trade(of: placement))
    }

    private mutating func add(_ count: Int, _ trade: Trade) {
        if let place = trade.wants {
            self.starved -= self.isStarved(place) ? 1 : 0
            self.wanted[place] += count
            self.starved += self.isStarved(place) ? 1 : 0
        }
        if let place = trade.writes {
            self.starved -= self.isStarved(place) ? 1 : 0
            self.writers[place] += count
            self.starved += self.isStarved(place) ? 1 : 0
        }
    }

    private func isStarved(_ place: Int) -> Bool {
        self.wanted[place] > 0 && self.writers[place] == 0
    }

    /// Whether something is wanted that is neither there nor to come.
    func isShort(of value: HistoryValue) -> Bool {
        if self.starved == 0 { return false }
        let isThere = self.places[value].map { self.isStarved($0) } ?? false
        return self.starved > (isThere ? 1 : 0)
    }
}
