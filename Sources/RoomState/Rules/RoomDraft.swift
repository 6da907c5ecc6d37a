/// A room while the operations of one command, one after the other, take effect on it.
///
/// It is a copy: whoever drops it has changed nothing. The operations live in extensions by
/// concern; each checks first and then records events, and a failed one throws its rejection.
struct RoomDraft {
    private(set) var room: Room
    private(set) var events: [RoomEvent] = []
    /// Whether nothing of the room is left once the draft is kept.
    private(set) var isPurged = false
    /// For the receipt: one for each `invite` and `set_spotlight`.
    var mintedIDs: [MintedID] = []
    let context: ApplyContext
    let actor: UserID?
    let cause: RoomChange.Cause
    /// Whom the room occupied before (`Room.State.occupiesHost`).
    let previousHost: UserID?
    /// Users whose invitations ran out just before this command, as a change of their own.
    let expiredInvitees: [UserID]
    /// The presence that was told of the room's host before (`Room.presence`).
    let previousPresence: HostPresence?
    /// Deadlines that were taken away and brought, in order.
    private(set) var deadlineChanges: [DeadlineChange] = []
    /// Which operation of the command is under way.
    var operationIndex = 0

    /// A draft of a room that exists.
    init(
        _ room: consuming Room, context: ApplyContext, actor: UserID?,
        cause: RoomChange.Cause = .command, expiredInvitees: [UserID] = []
    ) {
        self.previousHost = room.occupiedHost
        self.previousPresence = room.presence
        self.room = room
        self.context = context
        self.actor = actor
        self.cause = cause
        self.expiredInvitees = expiredInvitees
    }

    /// A draft of a room that begins to exist.
    init(
        creating create: RoomOperation.Create, as id: RoomID, context: ApplyContext,
        actor: UserID?
    ) {
        let created = RoomEvent.Created(
            id: id, uid: RoomUID(group: context.group, index: context.index),
            ownerID: create.ownerID, hostID: create.hostID ?? create.ownerID, info: create.info,
            settings: create.settings)
        self.room = Room(created, at: context.groupTime)
        self.events = [.roomCreated(created)]
        self.context = context
        self.actor = actor
        self.cause = .command
        self.previousHost = nil
        self.previousPresence = nil
        self.expiredInvitees = []
    }

    var time: GroupTime { self.context.groupTime }

    /// The revision the room will have if the draft is kept and changed something.
    var nextRevision: UInt64 { self.room.revision + 1 }

    mutating func record(_ event: RoomEvent) {
        for deadline in self.room.deadlines(concerning: event) {
            self.deadlineChanges.append(.removed(deadline))
        }
        self.room.apply(event, at: self.time)
        self.events.append(event)
        self.isPurged = event.isPurge
        guard !self.isPurged else { return }
        for deadline in self.room.deadlines(concerning: event) {
            self.deadlineChanges.append(.added(deadline))
        }
    }

    mutating func mintID() -> MintedID {
        let id = MintedID(
            group: self.context.group, index: self.context.index, operation: self.operationIndex)
        self.mintedIDs.append(id)
        return id
    }

    /// Ends the draft: one revision with all its events, or `nil` when nothing changed.
    mutating func finish() -> RoomChange? {
        guard !self.events.isEmpty else { return nil }
        let change = RoomChange(
            roomID: self.room.id, revision: self.nextRevision,
            actor: self.cause == .command ? self.actor : nil, cause: self.cause,
            groupTime: self.time, events: self.events)
        self.room.finish(change)
        return change
    }
}

/// A deadline that a draft takes away or brings.
enum DeadlineChange {
    case added(Deadline)
    case removed(Deadline)
}

extension Room {
    /// The host that may host no other room now.
    var occupiedHost: UserID? {
        self.head.state.occupiesHost ? self.head.hostID : nil
    }
}
