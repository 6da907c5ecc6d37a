internal import Raft

extension SimulationPlan {
    /// The plan of a seed.
    package init(seed: UInt64) {
        var dice = Dice(seed: seed, concern: .plan)
        var hostDice = Dice(seed: seed, concern: .hosts)
        let classes = FaultClass.allCases.filter { dice.happens(perMille: $0.perMille) }
        self.seed = seed
        self.classes = classes
        self.voters = dice.pick([1, 3, 3, 3, 5])
        self.learners = dice.pick([0, 0, 1, 2])
        let least = dice.next(through: 2000)
        self.network = Network(
            leastDelay: least, mostDelay: least + dice.pick([500, 5000, 20_000, 100_000]),
            loss: classes.contains(.loss) ? dice.next(through: 300) : 0,
            duplication: classes.contains(.duplication) ? dice.next(through: 300) : 0)
        self.consensus = Consensus(
            electionTicks: dice.pick([10, 20, 30]), heartbeatTicks: dice.pick([2, 3]),
            inflightMessages: dice.pick([1, 4, 64]), appendEntries: dice.pick([1, 32, 1024]),
            snapshotInterval: dice.pick([1, 10, 100]), trailingEntries: dice.pick([0, 5, 50]),
            chunkBytes: dice.pick([512, 4096, 65_536]),
            uncommittedBytes: dice.pick([64 << 20, 64 << 20, 2000]),
            outageLapses: hostDice.pick([2, 10]))
        self.workload = Workload(
            clients: 5 + Int(dice.next(through: 6)), rooms: 1 + Int(dice.next(through: 11)),
            readShare: 20 + dice.next(through: 40),
            mostThinking: dice.pick([1000, 10_000, 50_000]),
            patience: dice.pick([200_000, 500_000, 2_000_000]),
            hasHosts: hostDice.next(through: 2) == 0, watchers: Int(hostDice.next(through: 3)),
            isLasting: hostDice.next(through: 3) == 0, isSteady: hostDice.flip())
        self.mostSync = dice.pick([300, 2000, 20_000])
        self.faultTime = 4_000_000 + dice.next(through: 8_000_000)
        self.faults = []
        var themeDice = Dice(seed: seed, concern: .themes)
        if themeDice.next(through: 7) == 0 { self.letSnapshotsOvertakeEntries() }
        for fault in classes {
            self.draw(fault, with: &dice)
        }
        // Equal times keep the order in which they were drawn.
        self.faults = self.faults.enumerated()
            .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            .map(\.element)
    }

    /// Makes it likely that a member holds already what a snapshot brings, and more that is not
    /// committed: the network is fast and out of order, disks are slow, and hardly any log is kept.
    ///
    /// Drawn one by one these come together too seldom: of 5,400 runs none found a follower that
    /// took all of its log for committed.
    private mutating func letSnapshotsOvertakeEntries() {
        if !self.has(.reordering) { self.classes.append(.reordering) }
        self.network.leastDelay = 100
        self.network.mostDelay = 600
        self.consensus.inflightMessages = 64
        self.consensus.snapshotInterval = 1
        self.consensus.trailingEntries = 0
        self.consensus.chunkBytes = 65_536
        self.mostSync = 60_000
    }

    /// Schedules what a class brings at single moments.
    private mutating func draw(_ fault: FaultClass, with dice: inout Dice) {
        switch fault {
        case .crash:
            self.add(.crash, upTo: 12, lasting: 3_000_000, with: &dice)
        case .pause:
            self.add(
                .pause, upTo: 4, lasting: dice.pick([500_000, 2_000_000, 20_000_000]), with: &dice)
        case .strand:
            // At times longer than hosts have to live.
            let longest = dice.pick([1_500_000, 1_500_000, 8_000_000] as [UInt64])
            self.add(.strand, upTo: 3, lasting: longest, with: &dice)
        case .partition:
            self.add(.partition, upTo: 6, lasting: 3_000_000, with: &dice)
        case .stall:
            self.add(.stall, upTo: 6, lasting: 2_000_000, with: &dice)
        case .slowDisk:
            self.add(.hangDisk, upTo: 4, lasting: 4_000_000, with: &dice)
        case .syncError:
            self.add(.failSync, upTo: 3, lasting: 1_000_000, with: &dice)
        case .fullDisk:
            self.add(.fillDisk, upTo: 4, lasting: 3_000_000, with: &dice)
        case .clock:
            self.add(.jumpClock, upTo: 6, lasting: 0, with: &dice)
            self.add(.sleep, upTo: 2, lasting: 0, with: &dice)
        case .membership:
            self.add(.changeMembership, upTo: 20, lasting: 0, with: &dice)
        case .transfer:
            self.add(.transferLeadership, upTo: 6, lasting: 0, with: &dice)
        case .falseRefusal:
            self.add(.refuseFalsely, upTo: 12, lasting: 0, with: &dice)
        case .damage:
            self.add(.damage, upTo: 1, lasting: 0, with: &dice)
        case .readError:
            self.add(.failRead, upTo: 3, lasting: 1_000_000, with: &dice)
        case .bitFlip:
            self.add(.flipBit, upTo: 2, lasting: 0, with: &dice)
        case .hostOutage:
            self.add(.silenceHosts, upTo: 2, lasting: 14_000_000, with: &dice)
        case .directory:
            self.add(.returnDirectory, upTo: 3, lasting: 4_000_000, with: &dice)
            self.add(.wipeDirectory, upTo: 2, lasting: 0, with: &dice)
        case .loss, .duplication, .reordering, .unsyncedLoss, .unflushedLoss:
            break
        }
    }

    private mutating func add(
        _ kind: ScheduledFault.Kind, upTo most: UInt64, lasting longest: UInt64,
        with dice: inout Dice
    ) {
        for _ in 0..<(1 + dice.next(through: most - 1)) {
            let target: ScheduledFault.Target =
                switch dice.next(through: 3) {
                case 0, 1: .leader
                case 2: .node(Int(dice.next(through: 7)))
                default:
                    .nodes(
                        first: Int(dice.next(through: 7)), count: 1 + Int(dice.next(through: 4)))
                }
            self.faults.append(
                ScheduledFault(
                    time: self.time(with: &dice), kind: kind,
                    target: target, duration: longest == 0 ? 0 : 1000 + dice.next(through: longest),
                    variant: dice.next()))
        }
    }

    /// When a fault comes: one in six while the group is young, its logs short and a leader its
    /// first.
    private func time(with dice: inout Dice) -> UInt64 {
        dice.next(through: 5) == 0
            ? 100_000 + dice.next(through: 900_000)
            : 200_000 + dice.next(through: self.faultTime - 200_000)
    }
}
