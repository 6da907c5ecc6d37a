import RoomProtocol

/// A room, in words or as JSON.
struct RoomText {
    private let room: Roomkeeper_V1_Room
    private let response: Roomkeeper_V1_GetRoomResponse

    init(response: Roomkeeper_V1_GetRoomResponse) {
        self.room = response.room
        self.response = response
    }

    /// One of several rooms of an answer.
    init(room: Roomkeeper_V1_Room) {
        self.room = room
        self.response = Roomkeeper_V1_GetRoomResponse()
    }

    func rendered(as format: OutputFormat) throws -> String {
        switch format {
        case .json:
            return try JSONText.text(of: self.response)
        case .table:
            let served = ServedText.line(
                level: self.response.readLevel, nodeID: self.response.nodeID)
            return "\(self.rendered())\n\n\(served)"
        }
    }

    /// The room alone, in words.
    func rendered() -> String {
        let parts = [self.head, self.seats, self.invites, self.requests, self.bag]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private var head: String {
        let room = self.room
        let labels = room.info.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return TextTable.facts([
            ("room", room.roomID),
            ("title", room.info.title),
            ("state", WireWord.text(room.state)),
            ("since", TimeText.text(room.stateSince)),
            ("because of", self.reason),
            ("ends by itself", TimeText.text(room.autoEndAt)),
            ("owner", room.ownerID),
            ("host", room.hostID),
            ("revision", self.revision),
            ("description", room.info.description_p),
            ("categories", room.info.categories.joined(separator: ", ")),
            ("tags", room.info.tags.joined(separator: ", ")),
            ("labels", labels.joined(separator: ", ")),
            ("created", TimeText.text(room.createdAt)),
            ("started", TimeText.text(room.startedAt)),
            ("ended", TimeText.text(room.endedAt)),
            ("spotlight", room.products.spotlight.productID),
            ("pinned", room.products.pinned.joined(separator: ", ")),
        ])
    }

    /// The state's reason where it says more than "somebody asked for it".
    private var reason: String {
        switch self.room.stateReason {
        case .unspecified, .requested, .UNRECOGNIZED: ""
        case let reason: WireWord.text(reason)
        }
    }

    /// With the section revisions, which preconditions name.
    private var revision: String {
        "\(self.room.revision) (info \(self.room.infoRevision), stage "
            + "\(self.room.stageRevision), products \(self.room.productsRevision))"
    }

    private var seats: String {
        var table = TextTable("SEAT", "USER", "ROLE")
        for seat in self.room.stage.seats where !seat.userID.isEmpty || seat.locked {
            table.add(
                String(seat.index), seat.locked ? "(locked)" : seat.userID,
                WireWord.text(seat.role))
        }
        return table.isEmpty ? "" : table.rendered()
    }

    private var invites: String {
        var table = TextTable("INVITED", "ROLE", "UNTIL")
        for invite in self.room.stage.invites {
            table.add(invite.userID, WireWord.text(invite.role), TimeText.text(invite.expiresAt))
        }
        return table.isEmpty ? "" : table.rendered()
    }

    private var requests: String {
        var table = TextTable("ASKS FOR A SEAT", "UNTIL", "NOTE")
        for request in self.room.stage.requests {
            table.add(request.userID, TimeText.text(request.expiresAt), request.note)
        }
        return table.isEmpty ? "" : table.rendered()
    }

    private var bag: String {
        var table = TextTable("PRODUCT", "PINNED", "LISTING", "TITLE")
        let pinned = self.room.products.pinned
        for product in self.room.products.bag {
            let place = pinned.firstIndex(of: product.productID).map { String($0) }
            table.add(
                product.productID, place ?? "", WireWord.text(product.listing), product.title)
        }
        return table.isEmpty ? "" : table.rendered()
    }
}
