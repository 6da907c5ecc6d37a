import Linearizability
import SeededRandomness

/// A small lie in a history; some of them happen to be true.
enum HistoryMutation {
    static func apply(to records: inout [OperationRecord], _ random: inout SeededGenerator) {
        guard !records.isEmpty else { return }
        let place = random.below(records.count)
        let other = random.below(records.count)
        switch random.below(9) {
        case 0: records[place].result?.revision = 1 + random.below(5)
        case 1:
            let value = records[other].arguments?.value ?? records[other].result?.value
            records[place].result?.value = value
        case 2:
            let result = records[place].result
            records[place].result = records[other].result
            records[other].result = result
        case 3:
            records[place].call += Int64(random.below(7))
            if let ret = records[place].ret { records[place].ret = max(ret, records[place].call) }
        case 4:
            if let ret = records[place].ret {
                records[place].ret = max(records[place].call, ret - Int64(random.below(7)))
            }
        case 5:
            let pins = records[other].result?.pins
            records[place].result?.pins = pins
        case 6:
            let codes: [FailureCode] = [
                .conflict, .exists, .notFound, .already, .missing, .forbidden, .full,
            ]
            records[place].outcome = .fail
            records[place].result = OperationResult(code: random.pick(codes))
        case 7:
            // What nobody knew was found in the log, rightly or not.
            guard records[place].outcome == .unknown else { return }
            let outcomes: [Settlement.Outcome] = [.ok, .never]
            records[place].settled = Settlement(
                random.pick(outcomes),
                result: OperationResult(revision: random.oneIn(2) ? 1 + random.below(5) : nil))
            if records[place].settled?.outcome == .never { records[place].settled?.result = nil }
        default: records.remove(at: place)
        }
    }
}
