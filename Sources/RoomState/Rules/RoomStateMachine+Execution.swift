import ByteCoding

/// The rooms that one command is about to change: its own, and those that END_OTHER ends.
private struct Transaction {
    var draft: RoomDraft
    /// In the order in which they end.
    var others: [RoomDraft] = []
}

extension RoomStateMachine {
    /// Judges a command and lets it take effect, whole or not at all.
    mutating func execute(
        _ command: RoomCommand, at context: ApplyContext
    ) throws(StateReadFailure) -> RoomOutcome.Result {
        switch command.target {
        case .newRoom:
            return try self.executeCreation(command, at: context)
        case .room(let id):
            guard var room = try self.rooms.room(id, in: self.reader) else {
                return .rejected(
                    RoomRejection(.roomNotFound, details: [.init("room_id", id.rawValue)]))
            }
            let expired = self.expireInvites(of: &room, at: context)
            do {
                try Self.requireOpen(room, for: command.operations)
                try room.require(command.preconditions)
            } catch {
                return .rejected(error)
            }
            let draft = RoomDraft(
                room, context: context, actor: command.actor, expiredInvitees: expired)
            return try self.execute(command.operations, in: Transaction(draft: draft))
        }
    }

    private mutating func executeCreation(
        _ command: RoomCommand, at context: ApplyContext
    ) throws(StateReadFailure) -> RoomOutcome.Result {
        guard case .create(let create)? = command.operations.first else {
            // Unreachable after `validate`, which says this in the same words.
            return .rejected(
                RoomRejection(
                    InvalidField(
                        field: "room_id", limit: "set, unless the first operation is create",
                        actual: "empty")))
        }
        let minted = try self.mintRoomID(owner: create.ownerID, at: context)
        let created = RoomEvent.Created(
            id: minted.id, uid: RoomUID(group: context.group, index: context.index),
            ownerID: create.ownerID, hostID: create.hostID ?? create.ownerID, info: create.info,
            settings: create.settings)
        let draft = RoomDraft(created, context: context, actor: command.actor)
        let result = try self.execute(command.operations, in: Transaction(draft: draft))
        if case .applied = result {
            self.smallRecords.put(
                RoomRecords.encode(minted.number), for: StateKey.lastRoomID(slot: minted.slot))
            self.countNewRoom()
        }
        return result
    }

    /// Operations run one after the other; the first failure discards them all and is named.
    private mutating func execute(
        _ operations: [RoomOperation], in begun: consuming Transaction
    ) throws(StateReadFailure) -> RoomOutcome.Result {
        var transaction = begun
        for index in operations.indices {
            transaction.draft.operationIndex = index
            var rejection: RoomRejection?
            switch transaction.draft.attempt(operations[index]) {
            case .success(nil): break
            case .success(let claim?): rejection = try self.settle(claim, in: &transaction)
            case .failure(let failure): rejection = failure
            }
            if var rejection {
                rejection.opIndex = index
                return .rejected(rejection)
            }
        }
        return .applied(self.commit(&transaction))
    }

    /// An ended room admits only `end`: said before preconditions, for nothing can make them hold.
    private static func requireOpen(
        _ room: Room, for operations: [RoomOperation]
    ) throws(RoomRejection) {
        guard room.head.state == .ended else { return }
        for index in operations.indices {
            if case .end = operations[index] { continue }
            throw RoomRejection(
                .roomEnded, opIndex: index, details: [.init("room_id", room.id.rawValue)])
        }
    }

    // MARK: One live room per host

    /// Makes sure that the claimed host hosts no other room, or says which one.
    private mutating func settle(
        _ claim: HostClaim, in transaction: inout Transaction
    ) throws(StateReadFailure) -> RoomRejection? {
        let own = transaction.draft.room.id
        guard
            let held = try self.storedRoom(hostedBy: claim.userID), held != own,
            !transaction.others.contains(where: { $0.room.id == held })
        else { return nil }
        guard claim.onConflict == .endOther else {
            return RoomRejection(
                .hostAlreadyLive,
                details: [
                    .init("room_id", held.rawValue), .init("host_id", claim.userID.rawValue),
                ])
        }
        guard var room = try self.rooms.room(held, in: self.reader) else {
            throw StateReadFailure("host \(claim.userID) is indexed with the absent room \(held)")
        }
        let context = transaction.draft.context
        _ = self.expireInvites(of: &room, at: context)
        var other = RoomDraft(room, context: context, actor: transaction.draft.actor)
        other.end(.hostMoved)
        transaction.others.append(other)
        return nil
    }

    private func storedRoom(hostedBy host: UserID) throws(StateReadFailure) -> RoomID? {
        let value = try self.smallRecords.value(for: StateKey.host(host), in: self.reader)
        guard let value else { return nil }
        return try RoomRecords.roomID(from: value, host: host)
    }

    // MARK: Taking effect

    private mutating func commit(_ transaction: inout Transaction) -> RoomReceipt {
        for index in transaction.others.indices {
            self.keep(&transaction.others[index])
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
    private mutating func keep(_ draft: inout RoomDraft) -> Bool {
        guard let change = draft.finish() else { return false }
        let host = draft.room.occupiedHost
        if draft.previousHost != host {
            if let previous = draft.previousHost {
                self.smallRecords.put(nil, for: StateKey.host(previous))
            }
            if let host {
                self.smallRecords.put(
                    Array(draft.room.id.rawValue.utf8), for: StateKey.host(host))
            }
        }
        self.rooms.update(draft.room, by: change)
        self.changes.append(change)
        self.changedRooms.append(draft.room)
        return true
    }

    /// Removes invitations whose time is over, as a change of its own that stands whatever becomes
    /// of the command (rooms.md §2, Expiry).
    ///
    /// In the order (deadline, place in the list).
    ///
    /// - Returns: the users whose invitations ran out.
    private mutating func expireInvites(
        of room: inout Room, at context: ApplyContext
    ) -> [UserID] {
        let time = context.groupTime
        let isDue = room.stage.invites.contains { $0.expiresAt <= time }
        guard isDue else { return [] }
        var draft = RoomDraft(room, context: context, actor: nil, cause: .expiry)
        // One room has one invite_ttl, so the list is in the order of the deadlines.
        let due = room.stage.invites.filter { $0.expiresAt <= time }
        for invite in due {
            draft.closeInvite(of: invite.userID, .expired)
        }
        self.keep(&draft)
        room = draft.room
        return due.map(\.userID)
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
        return (RoomID(checked: String(number)), number, slot)
    }
}
