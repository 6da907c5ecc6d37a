package import Raft
package import RoomState

/// Group time as this node knows it.
///
/// A leader anchors it, when it is elected, at the latest group time it knows of or the lower
/// median of the wall clocks of a quorum, whichever is later, and lets it run with the boot clock
/// from there, a little faster or slower to stay near that median. The others go by what they last
/// heard. A wall clock is never stamped on anything.
package struct GroupClock: Sendable {
    /// How often a leader looks whether group time has strayed, in milliseconds.
    private static let slewPeriod: UInt64 = 1000
    /// How much faster or slower than the boot clock group time may run, in thousandths.
    package static let maxSlew: UInt64 = 50

    private var anchor = GroupTime.zero
    private var anchoredAt: UInt64 = 0
    /// Thousandths of a millisecond of group time for each of the boot clock.
    private var rate: UInt64 = 1000
    private var isLeading = false
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
        return GroupTime(
            milliseconds: self.anchor.milliseconds &+ self.sinceAnchor * self.rate / 1000)
    }

    /// Whether group time runs faster or slower than the boot clock.
    package var isSlewing: Bool { self.rate != 1000 }

    package var wallMilliseconds: UInt64 { self.now.wallMilliseconds }

    package var bootMilliseconds: UInt64 { self.now.bootMilliseconds }

    package mutating func advance(to now: ClockReading) {
        self.now = now
    }

    /// Group time is at least this: an entry or a leader said so.
    ///
    /// Whoever does not lead goes by the latest it heard, also when its own boot clock ran ahead.
    package mutating func observe(_ time: GroupTime) {
        guard time > (self.isLeading ? self.groupTime : self.anchor) else { return }
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
    package mutating func anchorAtElection(voters: [NodeID], own: NodeID) {
        self.anchor = max(self.anchor, self.medianWall(voters: voters, own: own))
        self.anchoredAt = self.now.bootMilliseconds
        self.rate = 1000
        self.isLeading = true
    }

    /// Lets group time run so that it comes closer to the median of the clocks, by at most
    /// `maxSlew`; it never stands still and never jumps.
    ///
    /// Called by a leader, at any interval.
    package mutating func slew(voters: [NodeID], own: NodeID) {
        guard self.isLeading, self.sinceAnchor >= Self.slewPeriod else { return }
        let current = self.groupTime.milliseconds
        let median = self.medianWall(voters: voters, own: own).milliseconds
        self.anchor = GroupTime(milliseconds: current)
        self.anchoredAt = self.now.bootMilliseconds
        // An error of one millisecond is made up for in one period by one thousandth.
        self.rate =
            median >= current
            ? 1000 + min(median - current, Self.maxSlew)
            : 1000 - min(current - median, Self.maxSlew)
    }

    /// This node leads no more.
    package mutating func stopLeading() {
        guard self.isLeading else { return }
        self.anchor = self.groupTime
        self.anchoredAt = self.now.bootMilliseconds
        self.rate = 1000
        self.isLeading = false
    }

    private var sinceAnchor: UInt64 {
        self.now.bootMilliseconds - min(self.now.bootMilliseconds, self.anchoredAt)
    }

    /// The lower median: with a minority of clocks far ahead, group time still does not jump.
    private func medianWall(voters: [NodeID], own: NodeID) -> GroupTime {
        var clocks = [self.now.wallMilliseconds]
        for item in self.walls where item.node != own && voters.contains(item.node) {
            let age = self.now.bootMilliseconds - min(self.now.bootMilliseconds, item.heardAt)
            clocks.append(item.wall &+ age)
        }
        clocks.sort()
        return GroupTime(milliseconds: clocks[(clocks.count - 1) / 2])
    }
}
