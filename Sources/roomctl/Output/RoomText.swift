import RoomProtocol
import SwiftProtobuf

/// A room, in words or as JSON.
struct RoomText {
    let response: Roomkeeper_V1_GetRoomResponse

    private var room: Roomkeeper_V1_Room { self.response.room }

    func rendered(as format: OutputFormat) throws -> String {
        switch format {
        case .json:
            return try JSONText.text(of: self.response)
        case .table:
            let parts = [self.head, self.seats, self.invites, self.bag, self.servedBy]
            return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
        }
    }

    private var head: String {
        let room = self.room
        let labels = room.info.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return TextTable.facts([
            ("room", room.roomID),
            ("title", room.info.title),
            ("state", WireWord.text(room.state)),
            ("since", room.hasStateSince ? Self.text(room.stateSince) : ""),
            ("owner", room.ownerID),
            ("host", room.hostID),
            ("revision", String(room.revision)),
            ("description", room.info.description_p),
            ("categories", room.info.categories.joined(separator: ", ")),
            ("tags", room.info.tags.joined(separator: ", ")),
            ("labels", labels.joined(separator: ", ")),
            ("created", room.hasCreatedAt ? Self.text(room.createdAt) : ""),
            ("started", room.hasStartedAt ? Self.text(room.startedAt) : ""),
            ("ended", room.hasEndedAt ? Self.text(room.endedAt) : ""),
            ("spotlight", room.products.spotlight.productID),
            ("pinned", room.products.pinned.joined(separator: ", ")),
        ])
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
            table.add(invite.userID, WireWord.text(invite.role), Self.text(invite.expiresAt))
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

    private var servedBy: String {
        "(\(WireWord.text(self.response.readLevel)) read, served by node \(self.response.nodeID))"
    }

    /// RFC 3339, as in JSON; empty for a time that cannot be.
    private static func text(_ timestamp: Google_Protobuf_Timestamp) -> String {
        let quoted = (try? timestamp.jsonString()) ?? ""
        return String(quoted.dropFirst().dropLast())
    }
}
