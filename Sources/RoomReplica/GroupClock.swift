package import Raft
package import RoomState

/// Group time as this node knows it.
///
/// A leader anchors it, when it is elected, at the latest group time it knows of or the lower
/// median of the wall clocks of a quorum, whichever is later, and lets it run with the boot clock
/// from there. The others go by what they last heard. A wall clock is never stamped on anything.
package struct GroupClock: Sendable {
    private var anchor = GroupTime.zero
    private var anchoredAt: UInt64 = 0
    private var now: ClockReading
    /// The last wall clock heard of each other node, with the boot time when it was heard.
    ///
    /// A handful at most; sorted by node.
    private var walls: [(node: NodeID, wall: UInt64, heardAt: UInt64)] = []

    package init(now: ClockReading) {
        self.now = now
    }

    /// Zero until a group time was heard or made.
    package var groupTime: GroupTime {
        guard self.anchor > .zero else { return .zero }
        let elapsed = self.now.bootMilliseconds - min(self.now.bootMilliseconds, self.anchoredAt)
        return GroupTime(milliseconds: self.anchor.milliseconds &+ elapsed)
    }

    package var wallMilliseconds: UInt64 { self.now.wallMilliseconds }

    package mutating func advance(to now: ClockReading) {
        self.now = now
    }

    /// Group time is at least this: an entry or a leader said so.
    package mutating func observe(_ time: GroupTime) {
        guard time > self.groupTime else { return }
        self.anchor = time
        self.anchoredAt = self.now.bootMilliseconds
    }

    package mutating func observeWall(_ milliseconds: UInt64, of node: NodeID) {
        let item = (node: node, wall: milliseconds, heardAt: self.now.bootMilliseconds)
        if let position = self.walls.firstIndex(where: { $0.node >= node }) {
            if self.walls[position].node == node {
                self.walls[position] = item
            } else if self.walls.count < Limits.members {
                self.walls.insert(item, at: position)
            }
        } else if self.walls.count < Limits.members {
            self.walls.append(item)
        }
    }

    /// Anchors group time for a leadership that begins now.
    ///
    /// The lower median: with a minority of clocks far ahead, group time still does not jump.
    package mutating func anchorAtElection(voters: [NodeID], own: NodeID) {
        var clocks = [self.now.wallMilliseconds]
        for item in self.walls where item.node != own && voters.contains(item.node) {
            clocks.append(item.wall + (self.now.bootMilliseconds - item.heardAt))
        }
        clocks.sort()
        self.observe(GroupTime(milliseconds: clocks[(clocks.count - 1) / 2]))
    }
}
