extension FaultRunner {
    private static let second: Int64 = 1_000_000_000

    /// Wall clocks that jump; what is monotonic stays.
    func beginClockFault(
        _ generator: inout SeededGenerator
    ) async throws -> ActiveFault {
        guard self.planned.fault == .clocksApart else {
            let id = try await self.claimOne(&generator)
            let sign: Int64 = self.planned.fault == .clockBack ? -1 : 1
            let seconds = sign * .random(in: 5...7200, using: &generator)
            return try await self.shim(
                [id], .clockOffset, seconds * Self.second, then: 0, hits: .shiftedClocks,
                "the clock of n\(id) jumps by \(seconds) s")
        }
        let ids = try await self.findRunning()
        var controls: [ShimControl] = []
        var offsets: [String] = []
        var before: [Int64] = []
        for id in ids {
            let control = try await self.cluster.control(of: id)
            let seconds = Int64.random(in: -7200...7200, using: &generator)
            before.append(control.get(.shiftedClocks))
            control.set(.clockOffset, seconds * Self.second)
            controls.append(control)
            offsets.append("n\(id) \(seconds)")
        }
        return ActiveFault(
            nodes: [], detail: "clocks jump, in s: \(offsets.joined(separator: ", "))"
        ) { [controls, before] in
            let met = zip(controls, before).contains { $0.get(.shiftedClocks) > $1 }
            for control in controls { control.set(.clockOffset, 0) }
            return met ? nil : "no node looked at its clock"
        }
    }
}
