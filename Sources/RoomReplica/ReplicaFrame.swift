package import RoomState

/// All that one replica has to say to another in one turn.
package struct ReplicaFrame: Equatable, Sendable {
    /// From a leader, group time as it runs; from others zero.
    package var groupTime: GroupTime
    /// The sender's wall clock in milliseconds since the Unix epoch: evidence for anchoring group
    /// time at an election, nothing else.
    package var wallMilliseconds: UInt64
    /// How much room the sender's disk has.
    package var disk: DiskLevel
    package var messages: [ReplicaMessage]

    package init(
        groupTime: GroupTime, wallMilliseconds: UInt64, disk: DiskLevel = .normal,
        messages: [ReplicaMessage]
    ) {
        self.groupTime = groupTime
        self.wallMilliseconds = wallMilliseconds
        self.disk = disk
        self.messages = messages
    }
}
