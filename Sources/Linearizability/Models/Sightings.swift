/// What one part of a room was seen to be at some revisions.
struct Sightings<Seen: Sendable>: Sendable {
    private var seen: [Int: Seen] = [:]
    private var revisions: [Int] = []

    subscript(revision: Int) -> Seen? { self.seen[revision] }

    /// The first word on a revision stays; a contradiction is the search's to find.
    mutating func note(_ value: Seen, at revision: Int) {
        if self.seen[revision] == nil { self.seen[revision] = value }
    }

    mutating func sort() { self.revisions = self.seen.keys.sorted() }

    /// The first sighting at `revision` or later; `sort` comes first.
    func next(from revision: Int) -> (revision: Int, seen: Seen)? {
        if let here = self.seen[revision] { return (revision, here) }
        var low = 0
        var high = self.revisions.count
        while low < high {
            let middle = (low + high) / 2
            if self.revisions[middle] < revision { low = middle + 1 } else { high = middle }
        }
        guard low < self.revisions.count, let seen = self.seen[self.revisions[low]] else {
            return nil
        }
        return (self.revisions[low], seen)
    }
}
