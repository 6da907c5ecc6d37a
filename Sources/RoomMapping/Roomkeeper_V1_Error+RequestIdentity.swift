package import RoomProtocol
package import RoomState

extension Roomkeeper_V1_Error {
    /// Names the request whose fate is unknown, so that it can be sent again or settled also by a
    /// caller who left id and deadline to the door.
    package mutating func name(_ requestID: RequestID?, _ notAfter: GroupTime?) {
        guard let requestID, let notAfter else { return }
        self.metadata["request_id"] = requestID.rawValue
        self.metadata["not_after"] = String(notAfter.milliseconds)
    }
}
