/// The rules of one room: docs/histories.md has them, docs/rooms.md is where they come from.
struct RoomModel: SequentialModel {
    let initial: Room
    /// What the history tells of single revisions; nil when a revision may come twice.
    let revisions: RevisionTable?
    /// Whether some answer says that the room is full of these.
    let asksPinLimit: Bool
    let asksCohostLimit: Bool

    func step(_ room: Room, _ call: RoomCall) -> ModelStep<Room> {
        switch call.answer {
        case .done(let sight):
            return call.kind == .read ? self.read(room, sight) : self.change(room, call, sight)
        case .refused(let code):
            return self.refuse(room, call, code)
        case .told(let revision, let value):
            // What is left of the value after the end nobody says.
            let fits = room.existence == .absent || Self.agrees(room.value, value)
            return room.revision == revision && fits ? .unchanged : .impossible
        case .unknown:
            return .unchanged
        }
    }

    func effect(_ room: Room, _ call: RoomCall) -> Room? {
        // Whatever came before a history that begins in the middle is in its first state already.
        guard room.existence != .unknown, self.permission(room, call) != .denied,
            Self.agrees(room.revision, call.expectedRevision)
        else { return nil }
        var before = room
        before.revision = room.revision ?? call.expectedRevision
        return self.changed(before, call)
    }

    func isForced(_ room: Room, _ call: RoomCall) -> Bool {
        guard case .done(let sight) = call.answer, let revision = sight.revision, call.kind != .read
        else { return false }
        return room.existence == .present && room.revision.map { $0 + 1 } == revision
            && self.revisions?.maker(of: revision) == call
    }

    func isChange(from room: Room, to next: Room) -> Bool {
        room.revision != next.revision || room.existence != next.existence
    }

    func isOpen(_ room: Room) -> Bool {
        guard let revisions = self.revisions else { return true }
        let next = room.existence == .absent ? 1 : room.revision.map { $0 + 1 }
        return next.map { revisions.maker(of: $0) == nil } ?? true
    }

    func isHopeless(_ room: Room) -> Bool {
        self.revisions.map { !$0.isReachable(from: room) } ?? false
    }

    func isBlind(_ call: RoomCall) -> Bool { false }

    func wanted(by call: RoomCall) -> HistoryValue? {
        guard call.kind == .read, case .done(let sight) = call.answer else { return nil }
        return sight.value
    }

    func written(by call: RoomCall) -> HistoryValue? { call.writesTitle ? call.value : nil }

    func value(of room: Room) -> HistoryValue? { room.value }

    func describe(_ room: Room) -> String { "\(room)" }

    private func permission(_ room: Room, _ call: RoomCall) -> Room.Permission {
        call.kind == .create ? .granted : room.permission(of: call)
    }
}

extension RoomModel {
    /// A read, which must find what it told; it fills in what was not known before.
    private func read(_ room: Room, _ sight: RoomSight) -> ModelStep<Room> {
        if sight.exists == false {
            if room.existence == .unknown { return .changed(.absent) }
            return room.existence == .absent ? .unchanged : .impossible
        }
        guard room.existence != .absent else { return .impossible }
        guard Self.agrees(room.revision, sight.revision), Self.agrees(room.value, sight.value),
            Self.agrees(room.host, sight.host), Self.agrees(room.pins, sight.pins),
            Self.agrees(room.cohosts, sight.cohosts)
        else { return .impossible }
        if room.existence == .present, room.revision != nil, room.value != nil, room.host != nil,
            room.pins != nil, room.cohosts != nil
        {
            return .unchanged
        }
        var next = room
        next.existence = .present
        next.revision = room.revision ?? sight.revision
        next.value = room.value ?? sight.value
        next.host = room.host ?? sight.host
        next.pins = room.pins ?? sight.pins
        next.cohosts = room.cohosts ?? sight.cohosts
        return next == room ? .unchanged : .changed(next)
    }

    static func agrees<Value: Equatable>(_ known: Value?, _ told: Value?) -> Bool {
        known == nil || told == nil || known == told
    }

    /// A change that succeeded, with the revision that it told.
    private func change(_ room: Room, _ call: RoomCall, _ sight: RoomSight) -> ModelStep<Room> {
        guard self.permission(room, call) != .denied,
            Self.agrees(room.revision, call.expectedRevision)
        else { return .impossible }
        if let next = self.unchangedTitle(room, call, sight) { return next }
        var before = room
        before.revision = room.revision ?? call.expectedRevision ?? sight.revision.map { $0 - 1 }
        guard let next = self.changed(before, call), Self.agrees(next.revision, sight.revision)
        else { return .impossible }
        return .changed(next)
    }

    /// A title that is set to what it is: the answer tells whether that counted as a change.
    private func unchangedTitle(
        _ room: Room, _ call: RoomCall, _ sight: RoomSight
    ) -> ModelStep<Room>? {
        guard call.kind == .set || call.kind == .cas, room.existence != .absent,
            Self.agrees(room.value, call.value)
        else { return nil }
        if let revision = sight.revision, let known = room.revision {
            guard revision == known else { return nil }
            var next = room
            next.value = call.value
            return .changed(next)
        }
        guard sight.revision == nil, room.value != nil, let changed = self.changed(room, call)
        else { return nil }
        return .either(changed)
    }

    /// The room after a change; nil when the rules refuse it, or it changes nothing.
    private func changed(_ room: Room, _ call: RoomCall) -> Room? {
        if call.kind == .create { return self.created(room, call) }
        guard room.existence != .absent else { return nil }
        var next = room
        next.existence = .present
        next.revision = room.revision.map { $0 + 1 }
        switch call.kind {
        case .set, .cas:
            next.value = call.value
        case .delete:
            next.existence = .absent
            next.host = nil
            next.owner = nil
            next.pins = nil
            next.cohosts = nil
        case .pin:
            guard var pins = room.pins else { return next }
            guard !pins.contains(call.name), room.pinLimit.admits(pins.count + 1) else {
                return nil
            }
            pins.append(call.name)
            next.pins = pins
            next.pinLimit = room.pinLimit.accepted(pins.count, isAsked: self.asksPinLimit)
        case .unpin:
            guard let pins = room.pins else { return next }
            guard let place = pins.firstIndex(of: call.name) else { return nil }
            next.pins?.remove(at: place)
        case .cohostAdd:
            guard var cohosts = room.cohosts else { return next }
            guard !cohosts.contains(call.name), room.cohostLimit.admits(cohosts.count + 1) else {
                return nil
            }
            cohosts.insert(call.name, at: cohosts.firstIndex { $0 > call.name } ?? cohosts.count)
            next.cohosts = cohosts
            next.cohostLimit = room.cohostLimit.accepted(
                cohosts.count, isAsked: self.asksCohostLimit)
        case .cohostRemove:
            guard let cohosts = room.cohosts else { return next }
            guard let place = cohosts.firstIndex(of: call.name) else { return nil }
            next.cohosts?.remove(at: place)
        case .create, .read, .write:
            return nil
        }
        return next
    }

    private func created(_ room: Room, _ call: RoomCall) -> Room? {
        guard room.existence != .present else { return nil }
        var next = room
        next.existence = .present
        next.revision = 1
        next.value = call.value
        next.host = call.host
        // The owner creates a room; a service names whom it likes.
        let actor = call.actor == "host" ? call.host : call.actor
        next.owner = call.owner ?? actor ?? call.host
        next.pins = []
        next.cohosts = []
        return next
    }
}
