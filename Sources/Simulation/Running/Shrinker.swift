/// Makes a failed plan smaller while it fails in the same way.
///
/// It takes out classes of faults, then nodes, clients and time, then single faults, and starts
/// over until nothing more can go.
package struct Shrinker {
    /// Runs at most.
    package static let mostRuns = 400

    /// Runs a plan and returns which rule it broke, if any.
    package typealias Trial = (SimulationPlan) throws -> String?

    private let rule: String
    private let trial: Trial
    private(set) package var plan: SimulationPlan
    private(set) package var runs = 0

    /// - Parameter rule: what the plan's run breaks; a smaller plan must break the same.
    package init(
        plan: SimulationPlan, rule: String,
        trial: @escaping Trial = { try Simulator(plan: $0).run().finding?.rule }
    ) {
        self.plan = plan
        self.rule = rule
        self.trial = trial
    }

    package mutating func shrink() throws {
        var hasShrunk = true
        while hasShrunk, self.runs < Self.mostRuns {
            hasShrunk = false
            for smaller in Self.smaller(than: self.plan) where self.runs < Self.mostRuns {
                self.runs += 1
                guard try self.trial(smaller) == self.rule else { continue }
                self.plan = smaller
                hasShrunk = true
                // What else could go is asked of the smaller plan.
                break
            }
        }
    }

    private static func smaller(than plan: SimulationPlan) -> [SimulationPlan] {
        Self.withoutClasses(plan) + Self.withLess(plan) + Self.withoutFaults(plan)
    }

    private static func withoutClasses(_ plan: SimulationPlan) -> [SimulationPlan] {
        plan.classes.map { fault in
            var smaller = plan
            smaller.classes.removeAll { $0 == fault }
            smaller.faults.removeAll { fault.kinds.contains($0.kind) }
            if fault == .loss { smaller.network.loss = 0 }
            if fault == .duplication { smaller.network.duplication = 0 }
            return smaller
        }
    }

    private static func withLess(_ plan: SimulationPlan) -> [SimulationPlan] {
        var all: [SimulationPlan] = []
        func add(_ change: (inout SimulationPlan) -> Void) {
            var smaller = plan
            change(&smaller)
            if smaller != plan { all.append(smaller) }
        }
        add { $0.learners = 0 }
        add { $0.voters = max(1, $0.voters - 2) }
        add { $0.workload.clients = max(1, $0.workload.clients / 2) }
        add { $0.workload.rooms = 1 }
        add { $0.workload.hasHosts = false }
        add { $0.workload.watchers = 0 }
        for part in [2, 4] as [UInt64] where plan.faultTime > 400_000 {
            add { smaller in
                smaller.faultTime -= smaller.faultTime / part
                let end = smaller.faultTime
                smaller.faults.removeAll { $0.time > end }
            }
        }
        return all
    }

    private static func withoutFaults(_ plan: SimulationPlan) -> [SimulationPlan] {
        plan.faults.indices.map { place in
            var smaller = plan
            smaller.faults.remove(at: place)
            return smaller
        }
    }
}

extension FaultClass {
    /// The faults of single moments that the class brings.
    fileprivate var kinds: [ScheduledFault.Kind] {
        switch self {
        case .crash: [.crash]
        case .pause: [.pause]
        case .strand: [.strand]
        case .partition: [.partition]
        case .stall: [.stall]
        case .slowDisk: [.hangDisk]
        case .syncError: [.failSync]
        case .fullDisk: [.fillDisk]
        case .clock: [.jumpClock, .sleep]
        case .membership: [.changeMembership]
        case .transfer: [.transferLeadership]
        case .falseRefusal: [.refuseFalsely]
        case .damage: [.damage]
        case .readError: [.failRead]
        case .bitFlip: [.flipBit]
        case .hostOutage: [.silenceHosts]
        case .directory: [.returnDirectory, .wipeDirectory]
        case .loss, .duplication, .reordering, .unsyncedLoss, .unflushedLoss: []
        }
    }
}
