import Linearizability

/// An object as the dumb checker knows it: each operation leads to all states that its answer
/// allows.
protocol TwinObject {
    /// What may come after an operation whose answer is recorded; empty when it cannot be here.
    func after(_ record: OperationRecord) -> [Self]
    /// What an operation does that may have happened; nil when it does nothing here.
    func applying(_ record: OperationRecord) -> Self?
}

/// Tries every order of every subset: slow, short, and hard to get wrong.
enum BruteForce {
    static func isLinearizable(_ records: [OperationRecord], from object: some TwinObject) -> Bool {
        let left = records.filter { record in
            switch record.outcome {
            case .ok: true
            case .fail: record.result?.code != nil
            case .unknown:
                switch record.settled?.outcome {
                case .ok: true
                case .fail: record.settled?.result?.code != nil
                case .never: false
                case nil: record.kind != .read
                }
            }
        }
        return Self.search(left, object)
    }

    private static func search(_ left: [OperationRecord], _ object: some TwinObject) -> Bool {
        let certain = left.filter { !Self.isOpen($0) }
        if certain.isEmpty { return true }
        let deadline = certain.map { Self.end(of: $0) }.min() ?? .max
        for (index, record) in left.enumerated() where record.call <= deadline {
            var others = left
            others.remove(at: index)
            if Self.isOpen(record) {
                if let next = object.applying(record), Self.search(others, next) { return true }
            } else if object.after(record).contains(where: { Self.search(others, $0) }) {
                return true
            }
        }
        return false
    }

    private static func isOpen(_ record: OperationRecord) -> Bool {
        record.outcome == .unknown && record.settled == nil
    }

    private static func end(of record: OperationRecord) -> Int64 {
        record.outcome == .unknown ? .max : record.ret ?? .max
    }
}

extension OperationRecord {
    /// What is known in the end: the answer, or what was found out later.
    var lastResult: OperationResult? {
        self.outcome == .unknown ? self.settled?.result : self.result
    }

    var hasSucceeded: Bool {
        self.outcome == .ok || (self.outcome == .unknown && self.settled?.outcome == .ok)
    }
}
