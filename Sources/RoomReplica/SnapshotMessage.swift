package import ByteCoding
package import Raft

/// What a leader and a member that needs a snapshot tell each other.
package enum SnapshotMessage: Equatable, Sendable {
    /// Leader to member: take this snapshot. Repeated until an answer comes.
    case offer(SnapshotOffer)
    /// Leader to member.
    case chunk(SnapshotChunk)
    /// Member to leader.
    case progress(SnapshotProgress)
}

package struct SnapshotOffer: Equatable, Sendable {
    /// The term in which the sender leads.
    package var term: Term
    package var manifest: SnapshotManifest
    /// The configuration as of the snapshot's index.
    package var membership: MembershipRecord

    package init(term: Term, manifest: SnapshotManifest, membership: MembershipRecord) {
        self.term = term
        self.manifest = manifest
        self.membership = membership
    }
}

package struct SnapshotChunk: Equatable, Sendable {
    /// Of the manifest.
    package var snapshot: StableHash
    package var offset: UInt64
    package var bytes: [UInt8]

    package init(snapshot: StableHash, offset: UInt64, bytes: [UInt8]) {
        self.snapshot = snapshot
        self.offset = offset
        self.bytes = bytes
    }
}

package struct SnapshotProgress: Equatable, Sendable {
    package enum State: UInt8, Sendable {
        /// Send what comes after `received`.
        case receiving = 0
        /// Installed, or not needed: the member has all that the snapshot covers.
        case done = 1
        /// It could not be stored or did not verify; offer it again later.
        case failed = 2
    }

    package var snapshot: StableHash
    /// Bytes stored, from the first one on.
    package var received: UInt64
    package var state: State

    package init(snapshot: StableHash, received: UInt64, state: State) {
        self.snapshot = snapshot
        self.received = received
        self.state = state
    }
}
