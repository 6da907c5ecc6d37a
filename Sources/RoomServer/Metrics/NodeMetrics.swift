import Raft
package import RoomReplica
import Synchronization

/// Everything a node counts and shows on `/metrics`.
///
/// Parts count into it as they run; what a part knows of itself is asked for when somebody looks.
package final class NodeMetrics: Sendable {
    package let requests = RequestMetrics()
    package let log: LogMetrics
    private let version: String
    private let identity: StoreIdentity
    private let startedAt: WallClockTime
    private let sample: Mutex<(@Sendable () -> NodeSample)?>

    package init(
        version: String, identity: StoreIdentity, log: LogMetrics = LogMetrics(),
        startedAt: WallClockTime = .now()
    ) {
        self.log = log
        self.version = version
        self.identity = identity
        self.startedAt = startedAt
        self.sample = Mutex(nil)
    }

    /// Tells where to ask for what the parts know of themselves.
    package func observe(_ sample: @escaping @Sendable () -> NodeSample) {
        self.sample.withLock { $0 = sample }
    }

    /// The text of `/metrics`, in Prometheus' exposition format 0.0.4.
    package func exposition() -> String {
        // Asked outside the lock: it takes locks of its own.
        let ask = self.sample.withLock { $0 }
        return self.exposition(of: ask?() ?? NodeSample())
    }

    /// The text that shows `sample` beside what was counted.
    package func exposition(of sample: NodeSample) -> String {
        var node = PrometheusText()
        self.writeIdentity(to: &node)
        self.requests.write(to: &node)
        NodeMetrics.writeDoors(sample, to: &node)
        if let security = sample.security { NodeMetrics.write(security, to: &node) }
        // One group now; its number is in every consensus metric so that many need no renaming.
        var group = PrometheusText(common: [("group", GroupID.first.description)])
        if let status = sample.status { NodeMetrics.write(status, to: &group) }
        self.log.write(to: &group)
        var machine = PrometheusText()
        NodeMetrics.write(sample.peers, to: &machine)
        NodeMetrics.write(sample.databases, freeBytes: sample.freeBytes, to: &machine)
        NodeMetrics.write(sample.process, startedAt: self.startedAt, to: &machine)
        return node.text + group.text + machine.text
    }

    private func writeIdentity(to text: inout PrometheusText) {
        text.family(
            "roomkeeper_build_info", .gauge, help: "The program's version, as a label; always 1.")
        text.sample("roomkeeper_build_info", [("version", self.version)], 1 as UInt64)
        text.family(
            "roomkeeper_node_info", .gauge, help: "Who the node is, as labels; always 1.")
        text.sample(
            "roomkeeper_node_info",
            [
                ("cluster", self.identity.cluster.description),
                ("node", self.identity.node.description),
                ("store", self.identity.store.description),
            ], 1 as UInt64)
    }
}
