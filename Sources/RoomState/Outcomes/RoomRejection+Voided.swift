extension RoomRejection {
    /// A settlement found no effect of the request, and none can come any more.
    ///
    /// It says REQUEST_EXPIRED with the outcome NOT_APPLIED: to a caller, an id that was voided and
    /// an id whose time is over are the same.
    static func voided(at time: GroupTime) -> RoomRejection {
        RoomRejection(
            .requestExpired, details: [.init("voided_at", "\(time.milliseconds)")],
            effect: .notApplied)
    }

    /// Whether this is the answer that a request was voided.
    package var isVoided: Bool {
        self.reason == .requestExpired && self.detail("voided_at") != nil
    }
}
