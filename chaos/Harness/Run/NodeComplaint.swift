/// What a node says of itself that no fault of a plan explains.
package enum NodeComplaint {
    /// Alarms that faults bring about: disks that are full, and that fail while a snapshot comes.
    private static let explained = ["the disk of this node ", "snapshot storage: "]
    /// In each reason not to be ready that speaks of states that are not the same.
    private static let ofDivergence = ["state of this node differed", "nodes' states differ"]

    /// - Parameters:
    ///   - alarm: of the node's status; any that no fault explains is one too many.
    ///   - reason: why it is not ready, which mostly has a fault for its cause.
    package static func words(alarm: String, reason: String) -> String? {
        if !alarm.isEmpty, !Self.explained.contains(where: { alarm.hasPrefix($0) }) {
            return alarm
        }
        return Self.ofDivergence.contains { reason.contains($0) } ? reason : nil
    }
}
