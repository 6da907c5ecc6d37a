import ByteCoding

/// Rooms of one answer, in ascending order of their ids, and where to go on.
package struct RoomPage: Equatable, Sendable {
    package var rooms: [RoomSummary]
    /// `nil`: nothing follows.
    package var next: PageToken?

    package init(rooms: [RoomSummary], next: PageToken?) {
        self.rooms = rooms
        self.next = next
    }

    /// Rooms that match, looking at `Limits.roomsExaminedPerPage` at most: a page may hold fewer
    /// than `size` although more follow.
    package static func list(
        _ filter: RoomFilter, size: Int, after token: PageToken?, in reader: some StateReader
    ) throws(StateReadFailure) -> RoomPage {
        let walks = filter.prefixes.map { IndexWalk($0, after: token?.last) }
        return try Self.page(
            of: walks, query: filter.hash, size: size, in: reader, where: filter.matches)
    }

    /// Rooms by who or what is in them; ended ones hold nobody and are not found.
    package static func find(
        _ place: RoomPlace, size: Int, after token: PageToken?, in reader: some StateReader
    ) throws(StateReadFailure) -> RoomPage {
        if case .host(let host) = place {
            guard let id = try RoomRecords.room(hostedBy: host, in: reader),
                token.map({ $0.last < id }) ?? true
            else { return RoomPage(rooms: [], next: nil) }
            return RoomPage(rooms: [try Self.indexed(id, in: reader)], next: nil)
        }
        return try Self.page(
            of: [IndexWalk(place.prefix, after: token?.last)], query: place.hash, size: size,
            in: reader, where: { _ in true })
    }

    /// Merges walks that have no room in common.
    private static func page(
        of begun: [IndexWalk], query: StableHash, size: Int, in reader: some StateReader,
        where isWanted: (RoomSummary) -> Bool
    ) throws(StateReadFailure) -> RoomPage {
        var walks = begun
        var rooms: [RoomSummary] = []
        var last: RoomID?
        var examined = 0
        while let place = try Self.smallest(of: &walks, in: reader),
            let id = try walks[place].peek(in: reader)
        {
            guard rooms.count < size, examined < Limits.roomsExaminedPerPage else {
                return RoomPage(rooms: rooms, next: last.map { PageToken(after: $0, of: query) })
            }
            let room = try Self.indexed(id, in: reader)
            if isWanted(room) { rooms.append(room) }
            walks[place].skip()
            last = id
            examined += 1
        }
        return RoomPage(rooms: rooms, next: nil)
    }

    /// Which walk comes next; `nil` when all are at their end.
    private static func smallest(
        of walks: inout [IndexWalk], in reader: some StateReader
    ) throws(StateReadFailure) -> Int? {
        var smallest: (place: Int, id: RoomID)?
        for place in walks.indices {
            guard let id = try walks[place].peek(in: reader) else { continue }
            if let known = smallest, known.id < id { continue }
            smallest = (place, id)
        }
        return smallest?.place
    }

    private static func indexed(
        _ id: RoomID, in reader: some StateReader
    ) throws(StateReadFailure) -> RoomSummary {
        guard let room = try RoomRecords.summary(id, in: reader) else {
            throw StateReadFailure("an index names the absent room \(id)")
        }
        return room
    }
}
