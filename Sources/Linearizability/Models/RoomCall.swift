/// An operation on a room with what is known of its answer.
struct RoomCall: Hashable, Sendable {
    enum Answer: Hashable, Sendable {
        /// It succeeded; a read or a change with what it told.
        case done(RoomSight)
        /// The state machine said no.
        case refused(FailureCode)
        /// Nobody knows, or it is not told.
        case unknown
        /// Told by a watch, which sees the revision of an end as well.
        case told(revision: Int, value: HistoryValue?)
    }

    var kind: OperationKind
    /// The title that it writes; an absent one is none.
    var value = HistoryValue.unset
    var expectedRevision: Int?
    /// The product or the user that it is about.
    var name = ""
    var actor: String?
    var host: String?
    var owner: String?
    var answer = Answer.unknown
}

extension RoomCall {
    init(_ record: OperationRecord) {
        self.kind = record.kind
        let arguments = record.arguments
        self.value = arguments?.value?.asTitle ?? .unset
        self.expectedRevision = arguments?.expectedRevision
        self.name = arguments?.id ?? arguments?.user ?? ""
        self.actor = arguments?.actor
        self.host = arguments?.host
        self.owner = arguments?.owner
        switch (record.outcome, record.settled?.outcome) {
        case (.ok, _): self.answer = .done(RoomSight(record.result, isRead: record.isRead))
        case (.fail, _): self.answer = Self.refusal(record.result)
        case (.unknown, .ok):
            self.answer = .done(RoomSight(record.settled?.result, isRead: record.isRead))
        case (.unknown, .fail): self.answer = Self.refusal(record.settled?.result)
        case (.unknown, _): self.answer = .unknown
        }
    }

    private static func refusal(_ result: OperationResult?) -> Answer {
        result?.code.map { .refused($0) } ?? .unknown
    }
}
