/// What the certain answers of a history tell of single revisions of one room.
///
/// It makes no decision that the search would not make; it only tells early which states lead
/// nowhere, so that writes nobody has seen cost nothing. A room that may have been created twice
/// has no such table, for its revisions come twice.
struct RevisionTable: Sendable {
    /// The one change that makes a revision, where it cannot have been anything else.
    private var makers: [Int: RoomCall] = [:]
    private var values: Sightings<HistoryValue> = Sightings()
    private var pins: Sightings<[String]> = Sightings()
    private var cohosts: Sightings<[String]> = Sightings()
    private var highest = 0

    /// - Parameter isWhole: whether the history begins with the room's creation.
    init(certain: [RoomCall], possible: [RoomCall], isWhole: Bool) {
        var writers: [HistoryValue: Int] = [:]
        for call in certain + possible where call.writesTitle {
            writers[call.value, default: 0] += 1
        }
        for call in certain {
            guard case .done(let sight) = call.answer, let revision = sight.revision else {
                continue
            }
            self.highest = max(self.highest, revision)
            if call.kind == .read {
                self.note(sight, at: revision)
            } else {
                if call.writesTitle { self.values.note(call.value, at: revision) }
                if call.kind == .create {
                    self.pins.note([], at: revision)
                    self.cohosts.note([], at: revision)
                }
                if call.isSurelyChange(to: revision, writers: isWhole ? writers : [:]) {
                    self.makers[revision] = call
                }
            }
        }
        self.spread()
    }

    /// The change that makes this revision; nil when that is not known.
    func maker(of revision: Int) -> RoomCall? { self.makers[revision] }

    /// Whether what is known of later revisions can still come out of `room`.
    ///
    /// Each change raises the revision by one and touches one part of the room, so so many changes
    /// that are needed by a revision must be no more than there are until it.
    func isReachable(from room: Room) -> Bool {
        guard let revision = room.revision else { return true }
        guard room.existence == .present else { return self.highest <= revision }
        var needs: [(by: Int, count: Int)] = []
        if let value = room.value, let next = self.values.next(from: revision),
            next.seen != value
        {
            needs.append((next.revision, 1))
        }
        if let pins = room.pins, let next = self.pins.next(from: revision), next.seen != pins {
            needs.append((next.revision, Self.changes(from: pins, to: next.seen)))
        }
        if let cohosts = room.cohosts, let next = self.cohosts.next(from: revision),
            next.seen != cohosts
        {
            let difference = Set(next.seen).symmetricDifference(cohosts)
            needs.append((next.revision, difference.count))
        }
        return needs.allSatisfy { need in
            let count = needs.reduce(0) { $1.by <= need.by ? $0 + $1.count : $0 }
            return count <= need.by - revision
        }
    }

    /// The fewest pins and unpins between two orders: what stays keeps its order and comes first.
    private static func changes(from pins: [String], to later: [String]) -> Int {
        var kept = 0
        for pin in pins where kept < later.count && pin == later[kept] { kept += 1 }
        return pins.count - kept + later.count - kept
    }

    private mutating func note(_ sight: RoomSight, at revision: Int) {
        if let value = sight.value { self.values.note(value, at: revision) }
        if let pins = sight.pins { self.pins.note(pins, at: revision) }
        if let cohosts = sight.cohosts { self.cohosts.note(cohosts, at: revision) }
    }

    /// Carries what is known over changes that are known, forward and back.
    private mutating func spread() {
        let made = self.makers.sorted { $0.key < $1.key }
        for (revision, call) in made {
            if !call.writesTitle, let value = self.values[revision - 1] {
                self.values.note(value, at: revision)
            }
            if let pins = self.pins[revision - 1], let next = call.pins(after: pins) {
                self.pins.note(next, at: revision)
            }
            if let cohosts = self.cohosts[revision - 1],
                let next = call.cohosts(after: cohosts)
            {
                self.cohosts.note(next, at: revision)
            }
        }
        for (revision, call) in made.reversed() where revision > 1 && call.kind != .delete {
            if !call.writesTitle, let value = self.values[revision] {
                self.values.note(value, at: revision - 1)
            }
            if let pins = self.pins[revision], let earlier = call.pins(before: pins) {
                self.pins.note(earlier, at: revision - 1)
            }
            if let cohosts = self.cohosts[revision],
                let earlier = call.cohosts(before: cohosts)
            {
                self.cohosts.note(earlier, at: revision - 1)
            }
        }
        self.values.sort()
        self.pins.sort()
        self.cohosts.sort()
    }
}

extension RoomCall {
    var writesTitle: Bool { self.kind == .set || self.kind == .cas || self.kind == .create }

    /// Whether this made `revision`: a title that was set to what it was may have made none.
    fileprivate func isSurelyChange(to revision: Int, writers: [HistoryValue: Int]) -> Bool {
        guard self.kind == .set || self.kind == .cas else { return true }
        if let expected = self.expectedRevision { return expected < revision }
        return writers[self.value] == 1 && self.value != .unset
    }

    /// The pins after this change; nil when that cannot be told.
    fileprivate func pins(after pins: [String]) -> [String]? {
        switch self.kind {
        case .pin: pins.contains(self.name) ? nil : pins + [self.name]
        case .unpin: pins.filter { $0 != self.name }
        case .set, .cas, .cohostAdd, .cohostRemove: pins
        case .create, .delete, .read, .write: nil
        }
    }

    fileprivate func pins(before pins: [String]) -> [String]? {
        switch self.kind {
        case .pin: pins.last == self.name ? Array(pins.dropLast()) : nil
        case .set, .cas, .cohostAdd, .cohostRemove: pins
        case .unpin, .create, .delete, .read, .write: nil
        }
    }

    fileprivate func cohosts(after cohosts: [String]) -> [String]? {
        switch self.kind {
        case .cohostAdd: (cohosts.filter { $0 != self.name } + [self.name]).sorted()
        case .cohostRemove: cohosts.filter { $0 != self.name }
        case .set, .cas, .pin, .unpin: cohosts
        case .create, .delete, .read, .write: nil
        }
    }

    fileprivate func cohosts(before cohosts: [String]) -> [String]? {
        switch self.kind {
        case .cohostAdd: cohosts.filter { $0 != self.name }
        case .cohostRemove: (cohosts.filter { $0 != self.name } + [self.name]).sorted()
        case .set, .cas, .pin, .unpin: cohosts
        case .create, .delete, .read, .write: nil
        }
    }
}
