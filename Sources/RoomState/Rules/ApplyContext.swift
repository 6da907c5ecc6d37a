/// Where and when a command is applied: the same on every replica.
package struct ApplyContext: Hashable, Sendable {
    /// The Raft group.
    package var group: UInt32
    /// The log index of the command's entry; greater than that of every entry before it.
    package var index: UInt64
    /// Stamped by the leader; never before that of an earlier entry.
    package var groupTime: GroupTime

    package init(group: UInt32, index: UInt64, groupTime: GroupTime) {
        self.group = group
        self.index = index
        self.groupTime = groupTime
    }
}
