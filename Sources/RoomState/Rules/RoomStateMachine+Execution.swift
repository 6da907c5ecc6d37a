extension RoomStateMachine {
    /// Judges a command and lets it take effect, whole or not at all.
    mutating func execute(
        _ command: RoomCommand, at context: ApplyContext
    ) throws(StateReadFailure) -> RoomOutcome.Result {
        switch command.target {
        case .newRoom:
            return try self.executeCreation(command, at: context)
        case .room(let id):
            guard let stored = try self.rooms.room(id, in: self.reader) else {
                return .rejected(.roomNotFound(id))
            }
            let expired = self.expireDue(of: stored, at: context)
            guard let room = expired.room else { return .rejected(.roomNotFound(id)) }
            do {
                try room.requireOpen(for: command.operations)
                try room.require(command.preconditions)
            } catch {
                return .rejected(error)
            }
            let draft = RoomDraft(
                room, context: context, actor: command.actor,
                expiredInvitees: expired.deadlines.invitees)
            return try self.execute(command.operations, in: RoomTransaction(draft))
        }
    }

    private mutating func executeCreation(
        _ command: RoomCommand, at context: ApplyContext
    ) throws(StateReadFailure) -> RoomOutcome.Result {
        let create: RoomOperation.Create
        do {
            create = try command.creation()
        } catch {
            return .rejected(RoomRejection(error))
        }
        let minted = try self.mintRoomID(owner: create.ownerID, at: context)
        let draft = RoomDraft(
            creating: create, as: minted.id, context: context, actor: command.actor)
        let result = try self.execute(command.operations, in: RoomTransaction(draft))
        if case .applied = result {
            self.smallRecords.put(
                RoomRecords.encode(minted.number), for: StateKey.lastRoomID(slot: minted.slot))
            self.countRooms(self.roomCount + 1)
        }
        return result
    }

    private mutating func execute(
        _ operations: [RoomOperation], in begun: consuming RoomTransaction
    ) throws(StateReadFailure) -> RoomOutcome.Result {
        var transaction = begun
        let context = transaction.draft.context
        let rejection = try transaction.run(operations) { (host) throws(StateReadFailure) in
            try self.room(hostedBy: host, at: context)
        }
        if let rejection { return .rejected(rejection) }
        return .applied(try self.commit(&transaction))
    }

    // MARK: One live room per host

    /// Where `host` is live, once that room has let run out what is due.
    private mutating func room(
        hostedBy host: UserID, at context: ApplyContext
    ) throws(StateReadFailure) -> RoomID? {
        guard let held = try self.storedRoom(hostedBy: host) else { return nil }
        guard let room = try self.rooms.room(held, in: self.reader) else {
            throw StateReadFailure("host \(host) is indexed with the absent room \(held)")
        }
        return self.expireDue(of: room, at: context).room?.occupiedHost == host ? held : nil
    }

    private func storedRoom(hostedBy host: UserID) throws(StateReadFailure) -> RoomID? {
        let value = try self.smallRecords.value(for: StateKey.host(host), in: self.reader)
        guard let value else { return nil }
        return try RoomRecords.roomID(from: value, host: host)
    }

    // MARK: Taking effect

    private mutating func commit(
        _ transaction: inout RoomTransaction
    ) throws(StateReadFailure) -> RoomReceipt {
        for id in transaction.ended {
            guard let room = try self.rooms.room(id, in: self.reader) else {
                throw StateReadFailure("room \(id), which is to end, is absent")
            }
            var other = RoomDraft(
                room, context: transaction.draft.context, actor: transaction.draft.actor)
            other.end(.hostMoved)
            self.keep(&other)
        }
        let changed = self.keep(&transaction.draft)
        let head = transaction.draft.room.head
        var receipt = RoomReceipt(
            roomID: head.id, uid: head.uid, revision: head.revisions.room,
            groupTime: transaction.draft.time)
        receipt.changed = changed
        receipt.mintedIDs = transaction.draft.mintedIDs
        return receipt
    }

    /// Makes a draft the room's next revision; `false` when it holds no change.
    @discardableResult
    mutating func keep(_ draft: inout RoomDraft) -> Bool {
        guard let change = draft.finish() else { return false }
        self.keepIndexes(of: draft)
        self.changedPlaces.append(self.rooms.update(draft.room, by: change))
        self.changes.append(change)
        if draft.isPurged {
            self.countRooms(self.roomCount - 1)
            self.changedRooms.append(nil)
        } else {
            self.changedRooms.append(draft.room)
        }
        return true
    }

    /// Everything that follows from rooms and is stored beside them.
    private mutating func keepIndexes(of draft: RoomDraft) {
        let host = draft.room.occupiedHost
        if draft.previousHost != host {
            if let previous = draft.previousHost {
                self.smallRecords.put(nil, for: StateKey.host(previous))
            }
            if let host {
                self.smallRecords.put(
                    draft.room.id.utf8, for: StateKey.host(host))
            }
        }
        let presence = draft.room.presence
        if draft.previousPresence != presence {
            self.smallRecords.put(
                presence.map(PresenceRecords.encode), for: StateKey.presence(of: draft.room.id))
            self.presenceChanges.append(
                presence.map(PresenceChange.updated) ?? .ended(draft.room.id))
        }
        for change in draft.deadlineChanges {
            switch change {
            case .added(let deadline): self.deadlines.add(deadline)
            case .removed(let deadline): self.deadlines.remove(deadline)
            }
        }
    }

    private mutating func mintRoomID(
        owner: UserID, at context: ApplyContext
    ) throws(StateReadFailure) -> (id: RoomID, number: UInt64, slot: UInt16) {
        let slot = RoomIDMint.slot(of: owner)
        let value = try self.smallRecords.value(
            for: StateKey.lastRoomID(slot: slot), in: self.reader)
        var last: UInt64?
        if let value {
            last = try RoomRecords.number(from: value)
        }
        let number = RoomIDMint.next(slot: slot, after: last, at: context.groupTime)
        return (RoomID(number), number, slot)
    }
}
