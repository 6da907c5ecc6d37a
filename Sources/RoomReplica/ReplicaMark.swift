/// Places in a replica that a test run should have come by.
package enum ReplicaMark: UInt8, CaseIterable, Sendable {
    case forwardedProposal
    case bouncedProposal
    case reroutedProposal
    case proposalLostItsSlot
    case refusedForLowDisk
    case tookEndOnLowDisk
    case handedOverForLowDisk
    case stoppedTakingEntriesOnCriticalDisk
    case readWaitedForApply
    case askedReadAgain
    case refusedLocalReadBeforeCatchUp
    case flushed
    case keptLogForSlowMember
    case keptLogForSnapshot
    case sentSnapshot
    case sentChunkAgain
    case resumedSnapshot
    case receivedSnapshot
    case snapshotFailed
    case snapshotNoLongerNeeded
    case gaveUpReceiver
    case restoredSnapshot
    case slewedTime
    case comparedDigests
}
