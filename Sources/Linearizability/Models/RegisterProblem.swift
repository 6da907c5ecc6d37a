/// The operations of one register as a question to the search.
struct RegisterProblem: Sendable {
    let model = RegisterModel()
    /// In the order of their calls, as the search wants them.
    let certain: [SearchItem<RegisterModel.Operation>]
    let possible: [SearchItem<RegisterModel.Operation>]

    init(_ lines: [History.Line<OperationRecord>]) {
        var certain: [SearchItem<RegisterModel.Operation>] = []
        var possible: [SearchItem<RegisterModel.Operation>] = []
        for line in lines where !line.record.isStale {
            let record = line.record
            let isKnown = record.outcome != .unknown || record.settled != nil
            guard let operation = Self.operation(record) else { continue }
            let item = SearchItem(
                operation: operation, call: record.call,
                ret: record.outcome == .unknown ? .max : record.ret ?? .max, line: line.number)
            if isKnown { certain.append(item) } else { possible.append(item) }
        }
        certain.sort { ($0.call, $0.line) < ($1.call, $1.line) }
        possible.sort { ($0.call, $0.line) < ($1.call, $1.line) }
        Self.setKins(of: &possible, certain: certain)
        self.certain = certain
        self.possible = possible
    }

    /// Nil for what had no effect and was not judged.
    private static func operation(_ record: OperationRecord) -> RegisterModel.Operation? {
        let settled = record.settled
        let outcome =
            switch (record.outcome, settled?.outcome) {
            case (.unknown, .ok): OperationOutcome.ok
            case (.unknown, .fail), (.unknown, .never): OperationOutcome.fail
            case (let outcome, _): outcome
            }
        let result = record.outcome == .unknown ? settled?.result : record.result
        let value = record.arguments?.value ?? .unset
        let old = record.arguments?.old ?? .unset
        switch (record.kind, outcome) {
        case (.read, .ok): return .read(result?.value ?? .unset)
        case (.write, .ok), (.write, .unknown): return .write(value)
        case (.cas, .ok), (.cas, .unknown): return .swap(from: old, to: value)
        case (.cas, .fail): return result?.code == .conflict ? .differs(from: old) : nil
        default: return nil
        }
    }

    private static func setKins(
        of possible: inout [SearchItem<RegisterModel.Operation>],
        certain: [SearchItem<RegisterModel.Operation>]
    ) {
        var mentions: [HistoryValue: Int] = [:]
        for operation in possible.map(\.operation) + certain.map(\.operation) {
            for value in operation.values { mentions[value, default: 0] += 1 }
        }
        var kins: [Kin: Int] = [:]
        for place in possible.indices {
            var kin = Kin(operation: possible[place].operation)
            // A value that nobody compares with or has read does for every other such value.
            switch kin.operation {
            case .write(let value) where mentions[value] == 1:
                kin = Kin(operation: .write(.unset), isValueOnlyHere: true)
            case .swap(let old, let value) where mentions[value] == 1:
                kin = Kin(operation: .swap(from: old, to: .unset), isValueOnlyHere: true)
            default:
                break
            }
            possible[place].kin = kins[kin] ?? kins.count
            kins[kin] = possible[place].kin
        }
    }

    private struct Kin: Hashable {
        var operation: RegisterModel.Operation
        var isValueOnlyHere = false
    }
}

extension RegisterModel.Operation {
    var values: [HistoryValue] {
        switch self {
        case .read(let value), .write(let value), .differs(let value): [value]
        case .swap(let old, let value): [old, value]
        }
    }
}
