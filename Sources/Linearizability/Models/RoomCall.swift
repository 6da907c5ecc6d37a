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

/// What an answer told of a room; what is nil was not told.
struct RoomSight: Hashable, Sendable {
    var exists: Bool?
    var revision: Int?
    var value: HistoryValue?
    var host: String?
    var pins: [String]?
    var cohosts: [String]?

    /// Of an answer to a read, or to a change, which tells its revision.
    init(_ result: OperationResult?, isRead: Bool) {
        guard isRead else {
            self.revision = result?.revision
            return
        }
        self.exists = result?.exists
        // Of a room that is not there nothing else is told.
        guard let result, result.exists != false else { return }
        self.revision = result.revision
        self.value = result.value?.asTitle
        self.host = result.host
        self.pins = result.pins
        self.cohosts = result.cohosts?.sorted()
    }

    var isEmpty: Bool {
        self.exists == nil && self.revision == nil && self.value == nil && self.host == nil
            && self.pins == nil && self.cohosts == nil
    }
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
