import ByteCoding
import Raft
import RocksDB
import RoomReplica

/// What was read when a log was opened.
struct LoadedLog: Sendable {
    var recovered: RecoveredLog
    var state: GroupState
    var truncation: LogPosition
    /// The state database that belongs to the log.
    var generation: UInt64
    /// The first entry at or before the truncated index that is still stored, if any.
    var leftoverIndex: LogIndex?
}

/// Reads a log database when it is opened, and refuses one whose parts do not agree.
///
/// RocksDB's own recovery is not trusted to notice what is missing: entries must have no gap from
/// the truncated index to the end that the last batch noted, in index and in term.
struct LogLoader {
    /// The records of the column `meta`, as they are.
    private struct Records {
        var identity: StoreIdentity?
        var pins: [NodeID: StoreID] = [:]
        var state: GroupState?
        var truncation: LogPosition?
        var generation: UInt64?
        var memberships: [MembershipRecord] = []
        var acknowledgements: [PeerAcknowledgement] = []
    }

    /// What a walk over the entries found.
    private struct Walk {
        var termRuns: [LogSummary.TermRun] = []
        var lastIndex: LogIndex
        var lastTerm: Term
        var membershipIndexes: [LogIndex] = []
        /// Why the walk ended before the last key.
        var fault: String?
    }

    private let path: String
    private let database: Database
    private let group: GroupID

    init(path: String, database: Database, group: GroupID) {
        self.path = path
        self.database = database
        self.group = group
    }

    func load() throws(LogStorageError) -> LoadedLog {
        let records = try self.readRecords()
        guard let identity = records.identity else { throw self.damage("it has no identity") }
        guard let state = records.state, let truncation = records.truncation else {
            throw self.damage("it has no hard state or no first index")
        }
        guard let generation = records.generation else {
            throw self.damage("it does not say which state database belongs to it")
        }
        let walk = try self.walkEntries(after: truncation)
        try self.check(walk, against: state)
        try self.check(records.memberships, against: walk, truncation: truncation)
        let summary = LogSummary(
            truncatedIndex: truncation.index, truncatedTerm: truncation.term,
            lastIndex: walk.lastIndex, termRuns: walk.termRuns)
        let recovered = RecoveredLog(
            identity: identity, hardState: state.hardState, summary: summary,
            memberships: records.memberships, acknowledgements: records.acknowledgements,
            pins: records.pins)
        return LoadedLog(
            recovered: recovered, state: state, truncation: truncation, generation: generation,
            leftoverIndex: try self.firstLeftover(before: truncation))
    }

    private func readRecords() throws(LogStorageError) -> Records {
        var records = Records()
        var cursor = Cursor(
            over: self.database.families[LogFamily.meta.rawValue], of: self.database)
        cursor.seekToFirst()
        while cursor.isValid {
            let key = cursor.key
            do {
                try Self.read(try MetaKey(bytes: key), cursor.value, of: self.group, to: &records)
            } catch {
                throw self.damage("meta record \(key) does not decode: \(error)")
            }
            cursor.next()
        }
        try self.checkError(of: cursor)
        return records
    }

    private static func read(
        _ key: MetaKey, _ value: [UInt8], of group: GroupID, to records: inout Records
    ) throws(DecodingFailure) {
        switch key {
        case .identity:
            records.identity = try MetaRecord.decode(value, under: key, StoreIdentity.init(from:))
        case .pin(let node):
            records.pins[node] = try MetaRecord.decode(value, under: key) {
                reader throws(DecodingFailure) in
                StoreID(try reader.readUInt64())
            }
        case .state(group):
            records.state = try MetaRecord.decode(value, under: key, GroupState.init(from:))
        case .truncation(group):
            records.truncation = try MetaRecord.decode(value, under: key, LogPosition.init(from:))
        case .membership(group, let index):
            let membership = try MetaRecord.decode(value, under: key, Membership.init(from:))
            records.memberships.append(MembershipRecord(index: index, membership: membership))
        case .acknowledgement(group, let node):
            let position = try MetaRecord.decode(value, under: key, LogPosition.init(from:))
            records.acknowledgements.append(
                PeerAcknowledgement(node: node, term: position.term, index: position.index))
        case .generation(group):
            records.generation = try MetaRecord.decode(value, under: key) {
                reader throws(DecodingFailure) in
                try reader.readUInt64()
            }
        case .state(let other), .truncation(let other), .membership(let other, _),
            .acknowledgement(let other, _), .generation(let other):
            throw .invalid("it is of group \(other), and this program knows only \(group)")
        }
    }

    /// Reads the header of every entry after the truncated index.
    private func walkEntries(after truncation: LogPosition) throws(LogStorageError) -> Walk {
        var walk = Walk(lastIndex: truncation.index, lastTerm: truncation.term)
        var cursor = Cursor(
            over: self.database.families[LogFamily.entries.rawValue], of: self.database,
            from: EntryKey.make(self.group, truncation.index.next), fillsCache: false)
        cursor.seekToFirst()
        while cursor.isValid, walk.fault == nil {
            let index = cursor.withKey { EntryKey.index(of: $0, in: self.group) }
            let header = cursor.withValue { EntryHeader($0) }
            Self.advance(&walk, to: index, header: header)
            cursor.next()
        }
        if let fault = walk.fault { throw self.damage(fault) }
        try self.checkError(of: cursor)
        return walk
    }

    private static func advance(_ walk: inout Walk, to index: LogIndex?, header: EntryHeader?) {
        let expected = walk.lastIndex.next
        guard let index, index == expected else {
            walk.fault =
                "entry \(expected) is missing; the next key is "
                + (index.map { "of entry \($0)" } ?? "not one of an entry of this group")
            return
        }
        guard let header, header.index == index else {
            walk.fault = "the record of entry \(index) is not one, or is another entry's"
            return
        }
        guard header.term >= walk.lastTerm else {
            walk.fault =
                "entry \(index) has term \(header.term), below \(walk.lastTerm) before it"
            return
        }
        if walk.termRuns.last?.term != header.term {
            walk.termRuns.append(LogSummary.TermRun(first: index, term: header.term))
        }
        if header.kind == .membership { walk.membershipIndexes.append(index) }
        walk.lastIndex = index
        walk.lastTerm = header.term
    }

    private func check(_ walk: Walk, against state: GroupState) throws(LogStorageError) {
        guard walk.lastIndex == state.lastIndex, walk.lastTerm == state.lastTerm else {
            throw self.damage(
                "its entries end at index \(walk.lastIndex), term \(walk.lastTerm), but the last "
                    + "batch noted index \(state.lastIndex), term \(state.lastTerm)")
        }
        guard state.hardState.term >= walk.lastTerm else {
            throw self.damage(
                "its hard state has term \(state.hardState.term), but its last entry has term "
                    + "\(walk.lastTerm)")
        }
        guard state.hardState.commitIndex <= walk.lastIndex else {
            throw self.damage(
                "its commit index is \(state.hardState.commitIndex), but its last entry is "
                    + "\(walk.lastIndex)")
        }
    }

    private func check(
        _ memberships: [MembershipRecord], against walk: Walk, truncation: LogPosition
    ) throws(LogStorageError) {
        let old = memberships.filter { $0.index <= truncation.index }.map(\.index)
        guard old.count == 1 else {
            throw self.damage(
                "it holds \(old.count) configurations at or before its truncated index "
                    + "\(truncation.index) instead of one")
        }
        let stored = memberships.map(\.index).filter { $0 > truncation.index }
        guard stored == walk.membershipIndexes else {
            throw self.damage(
                "its configurations are of the entries \(stored), but its membership entries are "
                    + "\(walk.membershipIndexes)")
        }
    }

    private func firstLeftover(
        before truncation: LogPosition
    ) throws(LogStorageError) -> LogIndex? {
        var cursor = Cursor(
            over: self.database.families[LogFamily.entries.rawValue], of: self.database,
            from: EntryKey.make(self.group, .zero),
            to: EntryKey.make(self.group, truncation.index.next), fillsCache: false)
        cursor.seekToFirst()
        let found =
            cursor.isValid ? cursor.withKey { EntryKey.index(of: $0, in: self.group) } : nil
        try self.checkError(of: cursor)
        return found
    }

    private func checkError(of cursor: borrowing Cursor) throws(LogStorageError) {
        do {
            try cursor.checkError()
        } catch {
            throw error.kind == .corruption
                ? self.damage("\(error)") : .io("reading \(self.path) failed: \(error)")
        }
    }

    private func damage(_ reason: String) -> LogStorageError {
        .corrupt("\(self.path): \(reason)")
    }
}
