import ByteCoding

/// What an entry came to, and what is to be remembered of it.
struct Decision {
    var outcome: RoomOutcome
    /// Under which the outcome, still missing in it, is to be remembered; `nil`: not at all.
    var record: RequestRecord?
}

/// Exactly once (rooms.md §2).
extension RoomStateMachine {
    mutating func decide(
        _ decoded: DecodedCommand, at context: ApplyContext
    ) throws(StateReadFailure) -> Decision {
        switch decoded.content {
        case .mutate(let command):
            try self.decide(command, decoded.fingerprint, at: context)
        case .settle(let settlement):
            try self.decide(settlement, at: context)
        }
    }

    /// Record first, deadline second.
    ///
    /// Rejections that follow from the command alone, or from the record, are not remembered: they
    /// come out the same every time.
    private mutating func decide(
        _ command: RoomCommand, _ fingerprint: StableHash, at context: ApplyContext
    ) throws(StateReadFailure) -> Decision {
        do {
            try command.validate()
        } catch {
            return Decision(outcome: RoomOutcome(.rejected(RoomRejection(error))))
        }
        guard let key = RequestKey(command), let notAfter = command.notAfter else {
            return Decision(outcome: RoomOutcome(try self.execute(command, at: context)))
        }
        let time = context.groupTime
        if let record = try self.requests.record(under: key, at: time, in: self.reader) {
            let isSame =
                record.isVoid
                ? record.expiresAt == Self.recordExpiry(notAfter: notAfter)
                : record.fingerprint == fingerprint
            return Decision(outcome: try isSame ? Self.replay(record) : Self.reused)
        }
        if let rejection = Self.judge(notAfter: notAfter, at: time) {
            return Decision(outcome: RoomOutcome(.rejected(rejection)))
        }
        return Decision(
            outcome: RoomOutcome(try self.execute(command, at: context)),
            record: RequestRecord(
                key: key, fingerprint: fingerprint,
                expiresAt: Self.recordExpiry(notAfter: notAfter), outcome: []))
    }

    /// The remembered outcome; or, while one would be remembered, that there is none and never
    /// will be; or, later, that nobody knows any more.
    ///
    /// The deadline is part of the request: another one is another request under the same id.
    private mutating func decide(
        _ settlement: Settlement, at context: ApplyContext
    ) throws(StateReadFailure) -> Decision {
        do {
            try settlement.validate()
        } catch {
            return Decision(outcome: RoomOutcome(.rejected(RoomRejection(error))))
        }
        let key = RequestKey(settlement)
        let time = context.groupTime
        let expiry = Self.recordExpiry(notAfter: settlement.notAfter)
        if let record = try self.requests.record(under: key, at: time, in: self.reader) {
            return Decision(
                outcome: try record.expiresAt == expiry ? Self.replay(record) : Self.reused)
        }
        let judged = Self.judge(notAfter: settlement.notAfter, at: time)
        if let judged, judged.reason != .requestExpired || judged.effect == .unknown {
            return Decision(outcome: RoomOutcome(.rejected(judged)))
        }
        return Decision(
            outcome: RoomOutcome(.rejected(.voided(at: time))),
            record: RequestRecord(voiding: key, until: expiry))
    }

    private static var reused: RoomOutcome {
        RoomOutcome(.rejected(RoomRejection(.requestIDReused)))
    }

    private static func replay(_ record: RequestRecord) throws(StateReadFailure) -> RoomOutcome {
        do {
            var outcome = try RoomOutcome(decoding: record.outcome)
            outcome.replayed = true
            return outcome
        } catch {
            throw StateReadFailure("the outcome of a request: \(error)")
        }
    }

    /// No record proves no effect only while a record would still live.
    private static func judge(notAfter: GroupTime, at time: GroupTime) -> RoomRejection? {
        if time >= notAfter {
            return RoomRejection(
                .requestExpired,
                details: [
                    .init("not_after", "\(notAfter.milliseconds)"),
                    .init("group_time", "\(time.milliseconds)"),
                ],
                effect: time < Self.recordExpiry(notAfter: notAfter) ? .notApplied : .unknown)
        }
        let ahead = notAfter.milliseconds - time.milliseconds
        guard ahead > Limits.notAfterAheadMilliseconds else { return nil }
        return RoomRejection(
            InvalidField(
                field: "not_after",
                limit: "at most \(Limits.notAfterAheadMilliseconds) ms ahead of group time",
                actual: "\(ahead) ms ahead"))
    }

    private static func recordExpiry(notAfter: GroupTime) -> GroupTime {
        let (sum, overflow) = notAfter.milliseconds.addingReportingOverflow(
            Limits.requestRetentionMilliseconds)
        return GroupTime(milliseconds: overflow ? .max : sum)
    }
}
