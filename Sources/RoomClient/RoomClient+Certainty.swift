public import RoomProtocol

/// Calls that may be repeated although they carry no request id of their own.
extension RoomClient {
    /// Asks what became of a request, and makes it certain: whatever was not applied by now never
    /// will be under this id.
    ///
    /// For whoever was left with `unknown` by `mutate` and set `request_id` and `not_after`. Asking
    /// again gives the same answer, so the call is repeated until it is answered.
    ///
    /// - Throws: `REQUEST_EXPIRED` with the outcome unknown when the question comes a minute or
    ///   more after `not_after`; otherwise the last error, and the question may be asked again.
    public func settle(
        _ request: Roomkeeper_V1_SettleRequest, timeout: Duration? = nil
    ) async throws(RoomClientError) -> Roomkeeper_V1_SettleResponse {
        let end = await self.perform(
            .settle(request), kind: .write, deadline: self.deadline(timeout)
        ) { reply -> Roomkeeper_V1_SettleResponse? in
            if case .settle(let response) = reply { response } else { nil }
        }
        return try end.get()
    }

    /// Tells that hosts are there, up to 500 at once, for rooms with the presence mode HEARTBEAT.
    ///
    /// Telling it twice does no harm, so the call is repeated until it is answered. An answer comes
    /// when a majority stands behind the leader that took it; each item says what came of it.
    public func heartbeat(
        _ request: Roomkeeper_V1_HeartbeatRequest, timeout: Duration? = nil
    ) async throws(RoomClientError) -> Roomkeeper_V1_HeartbeatResponse {
        let end = await self.perform(
            .heartbeat(request), kind: .read, deadline: self.deadline(timeout)
        ) { reply -> Roomkeeper_V1_HeartbeatResponse? in
            if case .heartbeat(let response) = reply { response } else { nil }
        }
        return try end.get()
    }
}
