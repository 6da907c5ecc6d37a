import RoomProtocol

extension FaultRunner {
    /// How long a node may take to end itself after its log failed.
    private static let endPatience = Duration.seconds(5)
    /// How much longer a fault lasts when nothing has met it.
    private static let meetPatience = Duration.seconds(5)

    /// Slow, stalled, full and failing disks, and losses of power.
    func beginDiskFault(
        _ generator: inout SeededGenerator
    ) async throws -> ActiveFault {
        let members = await self.cluster.members.count
        switch self.planned.fault {
        case .slowDisk:
            return try await self.slow(
                [try await self.claimLeader()], Int64.random(in: 20...300, using: &generator))
        case .slowDisks:
            return try await self.slow(
                try await self.claimSome(members, &generator),
                Int64.random(in: 5...60, using: &generator))
        case .stallDisk:
            let id = try await self.claimLeader()
            return try await self.shim(
                [id], .stalled, 1, then: 0, hits: .stalledSyncs, "syncs of n\(id) do not return")
        case .lowDisk:
            let id = try await self.claimLeader()
            return try await self.shim(
                [id], .spaceLeft, 600 << 20, then: -1, hits: .boundedLooks,
                "600 MiB are left to n\(id)")
        case .fullDisk:
            return try await self.fill(
                try await self.claimOne(&generator), Int64.random(in: 0...65536, using: &generator))
        case .failSync:
            return try await self.fail(
                try await self.claimOne(&generator), .failingSyncs, .failedSyncs, "sync",
                &generator)
        case .failWrite:
            return try await self.fail(
                try await self.claimOne(&generator), .failingWrites, .failedWrites, "write",
                &generator)
        case .powerCutMajority:
            return try await self.cutPower(
                try await self.claimSome(members / 2 + 1, &generator), &generator)
        case .powerCutAll:
            return try await self.cutPower(
                try await self.claimSome(members, &generator), &generator)
        default:
            return try await self.cutPower([try await self.claimOne(&generator)], &generator)
        }
    }

    private func slow(_ ids: [UInt64], _ milliseconds: Int64) async throws -> ActiveFault {
        try await self.shim(
            ids, .syncDelay, milliseconds * 1_000_000, then: 0, hits: .delayedSyncs,
            "each sync of \(Self.names(ids)) takes \(milliseconds) ms more")
    }

    /// Asks the shims of nodes for something until the fault ends.
    func shim(
        _ ids: [UInt64], _ field: ShimControl.Field, _ value: Int64, then normal: Int64,
        hits: ShimControl.Field, _ detail: String
    ) async throws -> ActiveFault {
        var controls: [ShimControl] = []
        for id in ids { controls.append(try await self.cluster.control(of: id)) }
        let before = controls.map { $0.get(hits) }
        for control in controls { control.set(field, value) }
        return ActiveFault(nodes: ids, detail: detail) { [controls] in
            let isHit: @Sendable () -> Bool = {
                zip(controls, before).contains { $0.get(hits) > $1 }
            }
            _ = await Self.isMet(isHit)
            for control in controls { control.set(field, normal) }
            let met = isHit()
            return met ? nil : "the node did not notice"
        }
    }

    /// Waits a while for a disk fault to meet something, for while other faults keep the cluster
    /// from working no node writes.
    private static func isMet(_ condition: @Sendable () -> Bool) async -> Bool {
        try? await Waiting.until("the fault is met", within: Self.meetPatience) { condition() }
        return condition()
    }

    /// No byte can be written; the node may take no entries, or stop itself.
    private func fill(_ id: UInt64, _ bytes: Int64) async throws -> ActiveFault {
        let control = try await self.cluster.control(of: id)
        let refused = control.get(.refusedWrites)
        let looks = control.get(.boundedLooks)
        await self.cluster.allowEnd(of: id, true)
        control.set(.spaceLeft, bytes)
        return ActiveFault(nodes: [id], detail: "\(bytes) bytes are left to n\(id)") {
            let met = await Self.isMet {
                control.get(.refusedWrites) > refused || control.get(.boundedLooks) > looks
            }
            control.set(.spaceLeft, -1)
            try await self.restartIfEnded(id)
            return met ? nil : "the node wrote nothing"
        }
    }

    /// One call fails, and the node must stop itself rather than go on.
    private func fail(
        _ id: UInt64, _ field: ShimControl.Field, _ hits: ShimControl.Field, _ what: String,
        _ generator: inout SeededGenerator
    ) async throws -> ActiveFault {
        let control = try await self.cluster.control(of: id)
        let before = control.get(hits)
        let alarmBefore = await self.board.ask(id)?.alarm
        await self.cluster.allowEnd(of: id, true)
        control.set(field, 1)
        return ActiveFault(nodes: [id], detail: "a \(what) of n\(id) fails") {
            [generator] in
            _ = await Self.isMet { control.get(hits) > before }
            control.set(field, 0)
            let didFail = control.get(hits) > before
            guard didFail else {
                await self.cluster.allowEnd(of: id, false)
                return "there was no \(what) while it lasted"
            }
            do {
                try await Waiting.until("n\(id) ends", within: Self.endPatience) {
                    await self.cluster.state(of: id) == .down
                }
            } catch {
                // A part of a snapshot that could not be kept is asked for again, and told.
                let alarm = await self.board.ask(id)?.alarm
                if alarm == alarmBefore || alarm?.hasPrefix("snapshot storage") != true {
                    await self.cluster.report("n\(id) went on after a \(what) had failed")
                }
                await self.cluster.allowEnd(of: id, false)
                return nil
            }
            // What the failed call was to write is lost, as Linux drops it.
            var generator = generator
            _ = try await self.cluster.cutPower(of: [id], generator: &generator)
            try await self.cluster.start([id])
            return nil
        }
    }

    private func cutPower(
        _ ids: [UInt64], _ generator: inout SeededGenerator
    ) async throws -> ActiveFault {
        let lost = try await self.cluster.cutPower(of: ids, generator: &generator)
        return ActiveFault(
            nodes: ids, detail: "\(Self.names(ids)) lost power and \(lost) bytes"
        ) {
            try await self.cluster.start(ids)
            return nil
        }
    }

    private func restartIfEnded(_ id: UInt64) async throws {
        if await self.cluster.state(of: id) == .down {
            try await self.cluster.start([id])
        } else {
            await self.cluster.allowEnd(of: id, false)
        }
    }
}
