/// A register that is read, written, and written if it holds a given value.
struct RegisterModel: SequentialModel {
    enum Operation: Hashable, Sendable {
        case read(HistoryValue)
        case write(HistoryValue)
        case swap(from: HistoryValue, to: HistoryValue)
        /// A comparison that failed.
        case differs(from: HistoryValue)
    }

    let initial = HistoryValue.unset

    func step(_ state: HistoryValue, _ operation: Operation) -> ModelStep<HistoryValue> {
        switch operation {
        case .read(let value):
            return state == value ? .unchanged : .impossible
        case .write(let value):
            return .changed(value)
        case .swap(let old, let value):
            return state == old ? .changed(value) : .impossible
        case .differs(let old):
            return state == old ? .impossible : .unchanged
        }
    }

    func effect(_ state: HistoryValue, _ operation: Operation) -> HistoryValue? {
        guard case .changed(let next) = self.step(state, operation) else { return nil }
        return next == state ? nil : next
    }

    func isForced(_ state: HistoryValue, _ operation: Operation) -> Bool { false }

    func isChange(from state: HistoryValue, to next: HistoryValue) -> Bool { true }

    func isOpen(_ state: HistoryValue) -> Bool { true }

    func isHopeless(_ state: HistoryValue) -> Bool { false }

    func isBlind(_ operation: Operation) -> Bool {
        if case .write = operation { true } else { false }
    }

    func wanted(by operation: Operation) -> HistoryValue? {
        switch operation {
        case .read(let value), .swap(let value, _): value
        case .write, .differs: nil
        }
    }

    func written(by operation: Operation) -> HistoryValue? {
        switch operation {
        case .write(let value), .swap(_, let value): value
        case .read, .differs: nil
        }
    }

    func value(of state: HistoryValue) -> HistoryValue? { state }

    func objection(_ state: HistoryValue, _ operation: Operation) -> String {
        "but the register holds \(state)"
    }

    func describe(_ state: HistoryValue) -> String { "the register holds \(state)" }
}
