internal import ByteCoding

/// The configurations of a node's log and the one before them, so that dropping entries also takes
/// back the configurations in them (dissertation §4.1).
struct MembershipHistory: Sendable {
    /// Ascending; never empty.
    private(set) var records: [MembershipRecord]
    /// The newest one, in effect whether it is committed or not.
    private(set) var current: Membership

    init(_ records: [MembershipRecord]) {
        invariant(!records.isEmpty, "a log without any membership, of \(records.count) records")
        self.records = records
        self.current = records.last?.membership ?? .empty
    }

    /// Where the newest one was appended.
    var index: LogIndex { self.records.last?.index ?? .zero }

    /// The one before the newest, if the log still knows it.
    var previous: Membership? { self.records.dropLast().last?.membership }

    mutating func append(_ record: MembershipRecord) {
        invariant(
            record.index > self.index, "a membership at \(record.index) after \(self.index)")
        self.records.append(record)
        self.current = record.membership
    }

    /// Takes back what was appended at or after `index`.
    ///
    /// Returns whether anything was.
    mutating func truncateSuffix(from index: LogIndex) -> Bool {
        guard let last = self.records.last, last.index >= index else { return false }
        // What is committed is never taken back, so one is always left.
        self.records.removeAll { $0.index >= index }
        invariant(!self.records.isEmpty, "no membership is left before \(index)")
        self.current = self.records.last?.membership ?? .empty
        return true
    }

    /// Forgets what no entry after `index` needs.
    mutating func truncatePrefix(through index: LogIndex) {
        let newest = self.record(at: index).index
        self.records.removeAll { $0.index < newest }
    }

    /// The one in effect as of `index`.
    func record(at index: LogIndex) -> MembershipRecord {
        self.records.last { $0.index <= index } ?? self.records[0]
    }
}
