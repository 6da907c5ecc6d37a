extension RoomModel {
    func objection(_ room: Room, _ call: RoomCall) -> String {
        switch call.answer {
        case .done(let sight):
            if call.kind == .read { return Self.differences(room, sight) }
            return self.objection(room, to: call, sight)
        case .refused(let code):
            return "but \(code.name) is not true then: \(room)"
        case .told(let revision, let value):
            let told = value.map { " with the value \($0)" } ?? ""
            return "but \(room), and not at revision \(revision)\(told)"
        case .unknown:
            return "but nothing speaks against it"
        }
    }

    private func objection(_ room: Room, to call: RoomCall, _ sight: RoomSight) -> String {
        if call.kind == .create {
            return room.existence == .present
                ? "but the room is there already" : "but a new room is at revision 1"
        }
        if room.existence == .absent { return "but the room does not exist then" }
        if room.permission(of: call) == .denied {
            return "but \(call.actor ?? "") may not do that then: \(room)"
        }
        if let expected = call.expectedRevision, let revision = room.revision,
            expected != revision
        {
            return "but it must find revision \(expected), and the room is at \(revision)"
        }
        if let revision = room.revision, let told = sight.revision, told != revision + 1 {
            return "but the room is at revision \(revision), so it makes \(revision + 1)"
        }
        switch call.kind {
        case .pin: return "but \(call.name) is pinned already, or there is no room for it"
        case .unpin: return "but \(call.name) is not pinned"
        case .cohostAdd: return "but \(call.name) is a co-host already, or no seat is left"
        case .cohostRemove: return "but \(call.name) is no co-host"
        default: return "but \(room)"
        }
    }

    /// What a read told that is not so.
    private static func differences(_ room: Room, _ sight: RoomSight) -> String {
        if sight.exists == false { return "but the room is there: \(room)" }
        if room.existence == .absent { return "but the room does not exist then" }
        var parts: [String] = []
        func compare<Value: Equatable>(
            _ known: Value?, _ told: Value?, _ text: (Value) -> String
        ) {
            if let known, let told, known != told { parts.append(text(known)) }
        }
        func list(_ names: [String]) -> String {
            names.isEmpty ? "none" : names.joined(separator: ", ")
        }
        compare(room.revision, sight.revision) { "the room is at revision \($0)" }
        compare(room.value, sight.value) { "its value is \($0)" }
        compare(room.host, sight.host) { "its host is \($0)" }
        compare(room.pins, sight.pins) { "pinned: \(list($0))" }
        compare(room.cohosts, sight.cohosts) { "co-hosts: \(list($0))" }
        return parts.isEmpty
            ? "and fits, but what comes later does not" : "but " + parts.joined(separator: ", ")
    }
}
