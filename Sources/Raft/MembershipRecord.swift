/// A configuration and the log index at which it took effect; index 0 is the one that `roomd
/// format` wrote.
package struct MembershipRecord: Hashable, Sendable {
    package var index: LogIndex
    package var membership: Membership

    package init(index: LogIndex, membership: Membership) {
        self.index = index
        self.membership = membership
    }
}
