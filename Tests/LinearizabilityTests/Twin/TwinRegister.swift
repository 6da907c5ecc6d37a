import Linearizability

/// A register by the words of docs/histories.md, and nothing else.
struct TwinRegister: TwinObject {
    var value = HistoryValue.unset

    func after(_ record: OperationRecord) -> [TwinRegister] {
        let result = record.lastResult
        let succeeded = record.hasSucceeded
        let old = record.arguments?.old ?? .unset
        if !succeeded {
            return record.kind != .cas || result?.code != .conflict || old != self.value
                ? [self] : []
        }
        if record.kind == .read {
            return (result?.value ?? .unset) == self.value ? [self] : []
        }
        return self.applying(record).map { [$0] } ?? []
    }

    func applying(_ record: OperationRecord) -> TwinRegister? {
        if record.kind == .cas, record.arguments?.old ?? .unset != self.value { return nil }
        return TwinRegister(value: record.arguments?.value ?? .unset)
    }
}
