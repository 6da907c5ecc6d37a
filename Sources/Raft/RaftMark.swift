/// Places in the consensus that a test run should have come by: an idle simulator proves nothing.
package enum RaftMark: UInt8, CaseIterable, Sendable {
    case wonElection
    case lostElection
    case splitVote
    case refusedPreVoteWhileLeaderHeard
    case refusedVoteForShorterLog
    case votedTwiceForSameCandidate
    case steppedDownForHigherTerm
    case steppedDownWithoutQuorum
    case transferredLeadership
    case askedAgainToTakeOver
    case gaveUpTransfer
    case truncatedConflictingSuffix
    case rejectedAppend
    case ignoredStaleAppend
    case keptMatchingSuffix
    case committedEarlierTermByOwnEntry
    case windowWasFull
    case probedSilentPeer
    case fetchedOldEntries
    case fetchCameTooLate
    case heldMessageUntilDurable
    case confirmedReadRound
    case refusedReadsOnStepDown
    case readWaitedForOwnTermCommit
    case answeredFollowerRead
    case enteredJoint
    case leftJoint
    case rolledBackMembership
    case removedItself
    case keptTellingDeparted
    case refusedChange
    case forcedChange
    case peerNeedsSnapshot
    case installedSnapshot
    case skippedSnapshotHeldAlready
    case keptEntriesBehindSnapshot
    case truncatedPrefix
    case failedOverFast
    case cancelledFailover
    case handedOverForSlowDisk
    case steppedDownForSlowDisk
    case didNotCampaignForSlowDisk
    case quarantined
    case refusedOverload
}

/// Which of up to 64 marks have been reached; a bit each, so that setting one costs nearly nothing.
package struct MarkSet<Mark: RawRepresentable<UInt8> & CaseIterable & Sendable>: Sendable {
    package private(set) var bits: UInt64 = 0

    package init() {}

    package mutating func insert(_ mark: Mark) {
        self.bits |= 1 << UInt64(mark.rawValue)
    }

    package mutating func formUnion(_ other: MarkSet) {
        self.bits |= other.bits
    }

    package func contains(_ mark: Mark) -> Bool {
        self.bits & (1 << UInt64(mark.rawValue)) != 0
    }

    package var missing: [Mark] { Mark.allCases.filter { !self.contains($0) } }
}
