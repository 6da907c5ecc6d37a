/// The bounds of a run.
package enum Limits {
    /// Nodes that a cluster of the harness begins with.
    package static let nodes = 3...5
    /// Nodes that a run may add to those, one after the other: ids are never used again.
    static let spareNodes = 40
    /// Minutes that a run may be told to last.
    package static let minutes = 0.1...240
    /// How long a node may take from its start until it is ready, and the cluster from healing
    /// until it is healthy; later is a finding.
    static let recovery: Duration = .seconds(30)
    /// How long a polite stop may take: `shutdown-timeout` of the nodes and a little.
    static let politeStop: Duration = .seconds(15)
    /// Bytes that one direction of a proxied connection holds back; then it stops reading.
    static let heldBytes = 1 << 20
    /// How long a request id of the traffic may still take effect, in the cluster's time: the most
    /// that the service takes, so that every unknown outcome can be settled in the end.
    static let requestLifetime: Duration = .seconds(600)
    /// How long the rooms of a run may take to be created.
    static let creation: Duration = .seconds(60)
    /// How long one question for an unknown outcome may take, and all of them together.
    static let settleTimeout: Duration = .seconds(5)
    static let settling: Duration = .seconds(60)
    /// Seconds from the beginning of a run, at most, at which a plan may have a fault.
    static let planSeconds = 0.0...14_400
    /// Calls of the last phase under way at once.
    static let finalCalls = 16
    /// How often one final read is tried; each time it may wait for `finalTimeout`.
    static let finalAttempts = 3
    static let finalTimeout: Duration = .seconds(5)
}
