package import Raft

/// What a backup says of itself and its node knows better than its storage.
package struct BackupDetails: Sendable {
    package var program: String
    package var madeAt: UInt64
    package var membership: MembershipRecord

    /// - Parameters:
    ///   - program: the version of the program.
    ///   - madeAt: milliseconds of the wall clock.
    ///   - membership: the members now.
    package init(program: String, madeAt: UInt64, membership: MembershipRecord) {
        self.program = program
        self.madeAt = madeAt
        self.membership = membership
    }
}
