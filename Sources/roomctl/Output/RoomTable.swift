import RoomProtocol

/// Rooms as rows.
enum RoomTable {
    static func text(of rooms: [Roomkeeper_V1_Room], served: Roomkeeper_V1_Served) -> String {
        let closing = ServedText.line(of: served)
        guard !rooms.isEmpty else { return "no room\n\n\(closing)" }
        var table = TextTable("ROOM", "STATE", "SINCE", "OWNER", "HOST", "REVISION", "TITLE")
        for room in rooms {
            table.add(
                room.roomID, WireWord.text(room.state), TimeText.text(room.stateSince),
                room.ownerID, room.hostID, String(room.revision), room.info.title)
        }
        return "\(table.rendered())\n\n\(closing)"
    }
}
