internal import Raft
internal import RoomReplica

/// Misfortunes, when their moment comes and when it has passed.
extension Simulator {
    func begin(_ number: Int) {
        guard !self.isHealed else { return }
        let fault = self.plan.faults[number]
        let targets = self.targets(of: fault)
        switch fault.kind {
        case .crash:
            for node in targets where node.isUp {
                self.crash(node)
                self.queue.add(
                    Event(
                        time: self.now + fault.duration, kind: .restart, subject: node.place,
                        life: node.life))
            }
        case .pause:
            for node in targets where node.isUp {
                if node.positions?.role == .leader { self.marks.insert(.pausedLeader) }
                node.pausedUntil = max(node.pausedUntil, self.now + fault.duration)
            }
        case .strand:
            self.strand(targets.first, number)
        case .partition:
            self.network.partitions.append(self.beginPartition(number, around: targets.first))
        case .stall:
            self.marks.insert(.stalledLinks)
            self.network.stalls.append(self.beginPartition(number, around: targets.first))
        case .hangDisk:
            for node in targets {
                node.disk.trouble.hangsUntil = max(
                    node.disk.trouble.hangsUntil, self.now + fault.duration)
            }
        case .failSync:
            for node in targets where node.isUp { node.disk.trouble.failsNextSync = true }
        case .failRead:
            for node in targets where node.isUp { self.failNextRead(node, fault.variant) }
        case .fillDisk:
            self.fillDisks(of: targets, fault.variant)
            self.queue.add(
                Event(time: self.now + fault.duration, kind: .faultEnd, subject: number))
        case .sleep:
            self.sleep(1000 + Int64(fault.variant % 120_000))
        case .jumpClock:
            self.marks.insert(.jumpedClock)
            if fault.variant % 8 == 0 {
                // Someone set all clocks a day ahead; the next leader believes them.
                for node in self.nodes { node.clock.wallOffset += 90_000_000 }
            }
            for node in targets {
                node.clock.wallOffset += Int64(fault.variant % 120_000) - 60_000
            }
        case .changeMembership:
            self.changeMembership(number)
        case .transferLeadership:
            if let leader = self.leader { self.transfer(from: leader, number) }
        case .refuseFalsely:
            self.refuseFalsely(fault, targets)
        case .damage:
            self.damage(targets)
        case .flipBit:
            self.flipBit(targets, fault.variant)
        case .returnDirectory:
            self.copyDirectory(of: targets, number)
            self.queue.add(
                Event(time: self.now + fault.duration, kind: .faultEnd, subject: number))
        case .silenceHosts:
            self.silenceHosts(for: fault.duration, fault.variant)
        case .wipeDirectory:
            if let node = targets.first { self.wipeDirectory(of: node) }
        }
    }

    func end(_ number: Int) {
        let fault = self.plan.faults[number]
        switch fault.kind {
        case .partition, .strand, .changeMembership:
            self.marks.insert(.healedPartition)
            self.network.partitions.removeAll { $0.fault == number }
        case .stall, .transferLeadership:
            self.network.stalls.removeAll { $0.fault == number }
        case .fillDisk:
            self.setDisks(of: self.nodes, to: .normal)
        case .returnDirectory:
            for node in self.nodes { self.returnDirectory(of: node) }
        default:
            break
        }
    }

    /// The node that leads the highest term, if one does.
    var leader: SimulatedNode? {
        self.nodes.filter { $0.isUp && $0.positions?.role == .leader }
            .max { ($0.positions?.term ?? .zero) < ($1.positions?.term ?? .zero) }
    }

    private func targets(of fault: ScheduledFault) -> [SimulatedNode] {
        switch fault.target {
        case .leader:
            return [self.leader ?? self.nodes[Int(fault.variant % UInt64(self.nodes.count))]]
        case .node(let place):
            return [self.nodes[place % self.nodes.count]]
        case .nodes(let first, let count):
            return (0..<min(count, self.nodes.count)).map {
                self.nodes[(first + $0) % self.nodes.count]
            }
        }
    }

    private func beginPartition(
        _ number: Int, around center: SimulatedNode?
    ) -> Network.Partition {
        let fault = self.plan.faults[number]
        let shapes = PartitionShape.allCases
        if center?.positions?.role == .leader { self.marks.insert(.cutLeaderOff) }
        let end = self.now + fault.duration
        self.queue.add(Event(time: end, kind: .faultEnd, subject: number))
        let shape = shapes[Int(fault.variant % UInt64(shapes.count))]
        return Network.Partition(
            fault: number, cut: .shape(shape, center: center?.place ?? 0), end: end)
    }

    /// All machines sleep for so many milliseconds.
    private func sleep(_ milliseconds: Int64) {
        self.marks.insert(.sleptAll)
        self.checker.presences.didSleep(at: self.now)
        for node in self.nodes { node.clock.slept += milliseconds }
    }

    /// Stops a node, and cuts it off, alone or with a few that still believe in it, until some time
    /// after it goes on.
    private func strand(_ node: SimulatedNode?, _ number: Int) {
        guard let node, node.isUp else { return }
        let fault = self.plan.faults[number]
        if node.positions?.role == .leader { self.marks.insert(.strandedLeader) }
        // No shorter than an election takes.
        let pause = 2 * self.electionTimeout + fault.duration
        node.pausedUntil = max(node.pausedUntil, self.now + pause)
        let shape = fault.variant % 2 == 0 ? PartitionShape.isolated : .minority
        let end = node.pausedUntil + 100_000 + fault.variant % 900_000
        self.network.partitions.append(
            .init(fault: number, cut: .shape(shape, center: node.place), end: end))
        self.queue.add(Event(time: end, kind: .faultEnd, subject: number))
        self.strandHosts(at: node, until: end)
    }

    /// Asks a leader to hand over; half of the time to a certain node, which hears of it when that
    /// has long been given up, before all that it was sent since.
    private func transfer(from leader: SimulatedNode, _ number: Int) {
        let fault = self.plan.faults[number]
        guard fault.variant % 2 == 0 else { return self.post(.transfer(nil), to: leader) }
        let end = self.now + 2 * self.electionTimeout + fault.variant % 1_000_000
        self.network.stalls.append(
            .init(fault: number, cut: .shape(.pair, center: leader.place), end: end))
        self.queue.add(Event(time: end, kind: .faultEnd, subject: number))
        let target = self.nodes[(leader.place + 1) % self.nodes.count]
        self.post(.transfer(target.id), to: leader)
    }

    private func refuseFalsely(_ fault: ScheduledFault, _ targets: [SimulatedNode]) {
        guard let leader = self.leader else { return }
        for node in targets where node !== leader && node.isUp {
            self.queue.add(
                Event(
                    time: self.now + 100, kind: .linkRefused, subject: node.place,
                    payload: leader.place, life: node.life))
            if fault.variant % 2 == 0 {
                self.queue.add(
                    Event(
                        time: self.now + 100 + fault.variant % 20_000, kind: .linkOpened,
                        subject: node.place, payload: leader.place, life: node.life))
            }
        }
    }
}
