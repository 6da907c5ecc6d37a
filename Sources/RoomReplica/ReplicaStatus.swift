package import ByteCoding
package import Raft
package import RoomState

/// What a node shows of itself, as plain values; refreshed after every turn of the replica.
package struct ReplicaStatus: Equatable, Sendable {
    package var identity: StoreIdentity
    package var raft: RaftStatus
    package var appliedIndex: LogIndex
    package var stateDigest: StableHash
    package var groupTime: GroupTime
    /// `nil` when the node may serve; otherwise why not, in words.
    package var notReadyReason: String?
    /// Why nothing of this node's rooms is served any more; `nil` while it may be.
    ///
    /// Those who watch them are told as well. It stays until the node is started anew or replaced.
    package var refusal: String?
    package var waitingProposals: Int
    package var waitingReads: Int
    /// What an operator should look at though the node serves; `nil` when there is nothing.
    package var alarm: String?
    /// Of the log, as far as it is applied here.
    package var featureLevel: FeatureLevel
    /// What this node understands.
    package var understoodLevel: FeatureLevel
    /// Of late places in the log at which every node takes its digest; ascending.
    package var digests: [DigestReport] = []
    /// On a leader, how far each member is that receives a snapshot.
    package var snapshots: [SnapshotDelivery] = []

    package var isReady: Bool { self.notReadyReason == nil }

    package init(
        identity: StoreIdentity, raft: RaftStatus, appliedIndex: LogIndex,
        stateDigest: StableHash, groupTime: GroupTime, notReadyReason: String?,
        waitingProposals: Int, waitingReads: Int,
        alarm: String? = nil, featureLevel: FeatureLevel = .first,
        understoodLevel: FeatureLevel = .newest
    ) {
        self.identity = identity
        self.raft = raft
        self.appliedIndex = appliedIndex
        self.stateDigest = stateDigest
        self.groupTime = groupTime
        self.notReadyReason = notReadyReason
        self.waitingProposals = waitingProposals
        self.waitingReads = waitingReads
        self.alarm = alarm
        self.featureLevel = featureLevel
        self.understoodLevel = understoodLevel
    }
}
