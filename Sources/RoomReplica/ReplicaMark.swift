/// Places in a replica that a test run should have come by.
package enum ReplicaMark: UInt8, CaseIterable, Sendable {
    case forwardedProposal
    case bouncedProposal
    case reroutedProposal
    case refusedWhatMaySucceed
    case refusedForLowDisk
    case tookEndOnLowDisk
    case handedOverForLowDisk
    case stoppedTakingEntriesOnCriticalDisk
    case askedReadAgain
    case refusedLocalReadBeforeCatchUp
    case flushed
    case keptLogForSlowMember
    case keptLogForSnapshot
    case sentSnapshot
    case sentChunkAgain
    case receivedSnapshot
    case snapshotFailed
    case snapshotNoLongerNeeded
    case gaveUpReceiver
    case restoredSnapshot
    case slewedTime
    case comparedDigests
    case proposedTick
    case expiredPresence
    case withheldExpiries
    case forwardedHeartbeats
    case confirmedHeartbeats
    case droppedHeartbeats
    case raisedLevel
}
