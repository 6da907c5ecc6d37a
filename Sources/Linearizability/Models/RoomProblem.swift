/// The operations of one room as a question to the search.
struct RoomProblem: Sendable {
    let model: RoomModel
    /// In the order of their calls, as the search wants them.
    let certain: [SearchItem<RoomCall>]
    let possible: [SearchItem<RoomCall>]
    /// Whether the history has the room's beginning.
    let isWhole: Bool

    /// - Parameter extras: what must fit besides, such as reads that may be old.
    init(
        _ lines: [History.Line<OperationRecord>], extras: [SearchItem<RoomCall>] = [],
        limits: MetaRecord.LimitsRecord
    ) {
        var certain = extras
        var possible: [SearchItem<RoomCall>] = []
        for line in lines where !line.record.isStale {
            switch Self.item(line) {
            case .certain(let item): certain.append(item)
            case .possible(let item): possible.append(item)
            case .neither: break
            }
        }
        certain.sort { ($0.call, $0.line) < ($1.call, $1.line) }
        possible.sort { ($0.call, $0.line) < ($1.call, $1.line) }
        Self.setKins(of: &possible, certain: certain)

        self.isWhole = lines.contains { $0.record.kind == .create }
        var room = self.isWhole ? Room.absent : Room.unknown
        room.pinLimit.limit = limits.pins
        room.cohostLimit.limit = limits.cohosts
        let calls = certain.map(\.operation)
        let others = possible.map(\.operation)
        let mayComeTwice =
            (calls + others).count { $0.kind == .create && !$0.isRefused } > 1
            && (calls + others).contains { $0.kind == .delete && !$0.isRefused }
        let revisions =
            mayComeTwice
            ? nil : RevisionTable(certain: calls, possible: others, isWhole: self.isWhole)
        func isFull(_ kind: OperationKind) -> Bool {
            calls.contains { $0.kind == kind && $0.answer == .refused(.full) }
        }
        self.model = RoomModel(
            initial: room, revisions: revisions, asksPinLimit: isFull(.pin),
            asksCohostLimit: isFull(.cohostAdd))
        self.certain = certain
        self.possible = possible
    }

    private enum Role {
        case certain(SearchItem<RoomCall>)
        case possible(SearchItem<RoomCall>)
        /// It had no effect, and nobody judged it.
        case neither
    }

    private static func item(_ line: History.Line<OperationRecord>) -> Role {
        let record = line.record
        let call = RoomCall(record)
        // What was found in the log certainly happened; nobody saw until when.
        let ret = record.outcome == .unknown ? Int64.max : record.ret ?? .max
        let item = SearchItem(operation: call, call: record.call, ret: ret, line: line.number)
        switch call.answer {
        case .done(let sight):
            return record.isRead && sight.isEmpty ? .neither : .certain(item)
        case .refused(.other):
            return .neither
        case .refused, .told:
            return .certain(item)
        case .unknown:
            let mayBe =
                record.outcome == .unknown && record.settled == nil && !record.isRead
            return mayBe ? .possible(item) : .neither
        }
    }

    /// Operations that nothing tells apart are of one kin.
    ///
    /// A value, product or user that no other line mentions can make no difference to it: whichever
    /// of several such writes took effect, the rest of the history is as true.
    private static func setKins(
        of possible: inout [SearchItem<RoomCall>], certain: [SearchItem<RoomCall>]
    ) {
        var values: [HistoryValue: Int] = [:]
        var names: [String: Int] = [:]
        for call in possible.map(\.operation) + certain.map(\.operation) {
            values[call.value, default: 0] += 1
            names[call.name, default: 0] += 1
            if let actor = call.actor { names[actor, default: 0] += 1 }
            switch call.answer {
            case .done(let sight):
                if let value = sight.value { values[value, default: 0] += 1 }
                for name in (sight.pins ?? []) + (sight.cohosts ?? []) {
                    names[name, default: 0] += 1
                }
            case .told(_, let value):
                if let value { values[value, default: 0] += 1 }
            case .refused, .unknown:
                break
            }
        }
        var kins: [Kin: Int] = [:]
        for place in possible.indices {
            var kin = Kin(call: possible[place].operation)
            if values[kin.call.value] == 1 {
                kin.isValueOnlyHere = true
                kin.call.value = .unset
            }
            if names[kin.call.name] == 1 {
                kin.isNameOnlyHere = true
                kin.call.name = ""
            }
            possible[place].kin = kins[kin] ?? kins.count
            kins[kin] = possible[place].kin
        }
    }

    private struct Kin: Hashable {
        var call: RoomCall
        var isValueOnlyHere = false
        var isNameOnlyHere = false
    }
}

extension RoomCall {
    var isRefused: Bool {
        if case .refused = self.answer { true } else { false }
    }
}
