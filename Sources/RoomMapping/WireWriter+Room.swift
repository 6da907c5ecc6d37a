package import RoomProtocol
package import RoomState

/// Rooms in protobuf's wire format, byte for byte as the messages of `RoomMessage` are encoded.
extension WireWriter {
    /// The fields of a `Room` as a reader sees it who asked for `view`.
    package mutating func write(_ room: Room, view: RoomView) {
        self.write(room.head)
        self.delimited(13) { $0.write(room.info) }
        self.delimited(14) { $0.write(room.settings) }
        self.writeTimes(of: room.head)
        if view.showsStage {
            self.delimited(20) { $0.write(room.stage) }
        }
        if view.showsProducts {
            self.delimited(21) { $0.write(room.products) }
        }
    }

    mutating func time(_ field: UInt64, _ time: GroupTime) {
        self.time(field, milliseconds: time.milliseconds)
    }

    /// What comes before the info.
    private mutating func write(_ head: RoomHead) {
        self.text(1, head.id.rawValue)
        self.delimited(2) { $0.digits(of: head.uid) }
        self.text(3, head.ownerID.rawValue)
        self.text(4, head.hostID.rawValue)
        self.number(5, UInt64(head.state.message.rawValue))
        self.number(6, UInt64(head.stateReason.message.rawValue))
        self.time(7, head.stateSince)
        self.number(8, head.revisions.room)
        self.number(9, head.revisions.info)
        self.number(10, head.revisions.stage)
        self.number(11, head.revisions.products)
        self.number(12, head.revisions.moderation)
    }

    /// What comes after the settings, and the etag between them.
    private mutating func writeTimes(of head: RoomHead) {
        self.time(15, head.createdAt)
        if let startedAt = head.startedAt { self.time(16, startedAt) }
        if let endedAt = head.endedAt { self.time(17, endedAt) }
        self.writeETag(18, RoomETag(uid: head.uid, revision: head.revisions.room))
        if let autoEndAt = head.autoEndAt { self.time(19, autoEndAt) }
    }

    mutating func writeETag(_ field: UInt64, _ etag: RoomETag) {
        self.delimited(field) {
            $0.digits(of: etag.uid)
            $0.append("-")
            $0.digits(etag.revision)
        }
    }

    mutating func digits(of uid: RoomUID) {
        self.digits(UInt64(uid.group))
        self.append("-")
        self.digits(uid.index)
    }

    private mutating func write(_ info: RoomInfo) {
        self.text(1, info.title)
        self.text(2, info.description)
        self.text(3, info.coverURI)
        self.text(4, info.language)
        self.text(5, info.region)
        for category in info.categories { self.item(6, category) }
        for tag in info.tags { self.item(7, tag) }
        for label in info.labels {
            self.delimited(8) {
                // The entry of a map: its key and its value, at their default too.
                $0.item(1, label.key)
                $0.item(2, label.value)
            }
        }
    }

    private mutating func write(_ settings: RoomSettings) {
        self.presentNumber(1, UInt64(settings.guestSeats))
        self.number(2, UInt64(settings.seatMode.message.rawValue))
        self.presentNumber(3, UInt64(settings.maxProducts))
        self.presentNumber(4, UInt64(settings.maxPinned))
        self.presentNumber(5, UInt64(settings.inviteTTLSeconds))
        self.number(6, UInt64(settings.hostLossPolicy.message.rawValue))
        for successor in settings.successorIDs { self.item(7, successor.rawValue) }
        self.number(8, UInt64(settings.presenceMode.message.rawValue))
        self.presentNumber(9, UInt64(settings.presenceTTLSeconds))
        self.presentNumber(10, UInt64(settings.pauseGraceSeconds))
        self.presentNumber(11, UInt64(settings.requestQueueMax))
    }
}
