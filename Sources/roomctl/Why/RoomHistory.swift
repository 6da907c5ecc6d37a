import RoomProtocol

/// The recent changes of a room, searched for what brought its present state about.
struct RoomHistory {
    /// Oldest first, none newer than the room.
    private let changes: [Roomkeeper_V1_Change]
    /// The oldest revision that is kept.
    let oldestRevision: UInt64

    init(_ response: Roomkeeper_V1_ListRoomEventsResponse, upTo revision: UInt64) {
        // The room was read before its changes: what came between the two is not of that room.
        self.changes = response.changes.filter { $0.revision <= revision }
        self.oldestRevision = response.oldestRevision
    }

    /// The latest change with an event that `isCause` accepts; `nil` when it is not kept.
    func latest(
        before revision: UInt64 = .max,
        where isCause: (Roomkeeper_V1_Event.OneOf_Event) -> Bool
    ) -> Roomkeeper_V1_Change? {
        self.changes.last { change in
            change.revision < revision
                && change.events.contains { $0.event.map(isCause) ?? false }
        }
    }
}
