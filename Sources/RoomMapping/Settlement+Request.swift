package import RoomProtocol
package import RoomState

extension Settlement {
    package init(
        _ request: Roomkeeper_V1_SettleRequest, caller: String
    ) throws(InvalidField) {
        guard request.roomID.isEmpty || request.ownerID.isEmpty else {
            throw InvalidField(
                field: "owner_id", limit: "empty when room_id is told",
                actual: "\(request.ownerID.utf8.count) bytes")
        }
        guard request.hasNotAfter else {
            throw InvalidField(
                field: "not_after", limit: "as it was in the request", actual: "absent")
        }
        let target: Target =
            try request.ownerID.isEmpty
            ? .room(RoomID(request.roomID, field: "room_id"))
            : .creation(owner: UserID(request.ownerID, field: "owner_id"))
        self.init(
            caller: caller, target: target,
            requestID: try RequestID(request.requestID, field: "request_id"),
            notAfter: try GroupTime(request.notAfter, field: "not_after"))
    }
}
