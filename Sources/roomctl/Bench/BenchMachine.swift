import Foundation

/// What the machine spent on a bench: read at the two ends of the measured window.
struct BenchMachine: Sendable {
    private struct Reading {
        var time: ContinuousClock.Instant
        var nodes: LocalNodes.Use
        var client: Double
        var machine: Double
    }

    let nodes: LocalNodes

    /// Waits for the window to pass, and tells what was spent in it.
    func watch(
        from start: ContinuousClock.Instant, to end: ContinuousClock.Instant
    ) async -> BenchMachineUse? {
        try? await Task.sleep(until: start, clock: .continuous)
        let before = self.read()
        try? await Task.sleep(until: end, clock: .continuous)
        let after = self.read()
        let seconds = (after.time - before.time) / .seconds(1)
        guard !self.nodes.processes.isEmpty, seconds > 0 else { return nil }
        let capacity = seconds * Double(ProcessInfo.processInfo.activeProcessorCount)
        let servers = after.nodes.processorSeconds - before.nodes.processorSeconds
        let client = after.client - before.client
        let all = after.machine - before.machine
        return BenchMachineUse(
            localNodes: self.nodes.processes.count,
            serverCpuSeconds: servers, clientCpuSeconds: client,
            busyShare: all / capacity, othersShare: max(0, all - servers - client) / capacity,
            residentBytes: after.nodes.residentBytes,
            peakResidentBytes: after.nodes.peakResidentBytes)
    }

    private func read() -> Reading {
        Reading(
            time: .now, nodes: self.nodes.use, client: ProcessorTime.own,
            machine: ProcessorTime.ofMachine)
    }
}

/// The property names are the JSON keys.
struct BenchMachineUse: Encodable, Sendable {
    let localNodes: Int
    /// Of all local nodes, and of the load generator, within the measured window.
    let serverCpuSeconds: Double
    let clientCpuSeconds: Double
    /// Of all processors: in use, and in use by neither nodes nor load generator.
    let busyShare: Double
    let othersShare: Double
    /// Of the largest node: at the end, and the most since its start.
    let residentBytes: UInt64
    let peakResidentBytes: UInt64
    /// For each acknowledged operation.
    private(set) var serverCpuMicroseconds = 0.0
    private(set) var clientCpuMicroseconds = 0.0

    init(
        localNodes: Int, serverCpuSeconds: Double, clientCpuSeconds: Double, busyShare: Double,
        othersShare: Double, residentBytes: UInt64, peakResidentBytes: UInt64
    ) {
        self.localNodes = localNodes
        self.serverCpuSeconds = serverCpuSeconds
        self.clientCpuSeconds = clientCpuSeconds
        self.busyShare = busyShare
        self.othersShare = othersShare
        self.residentBytes = residentBytes
        self.peakResidentBytes = peakResidentBytes
    }

    func divided(by operations: UInt64) -> BenchMachineUse {
        guard operations > 0 else { return self }
        var use = self
        use.serverCpuMicroseconds = self.serverCpuSeconds / Double(operations) * 1e6
        use.clientCpuMicroseconds = self.clientCpuSeconds / Double(operations) * 1e6
        return use
    }
}
