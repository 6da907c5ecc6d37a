/// Places in the world around the nodes that a test run should have come by.
package enum SimulationMark: UInt8, CaseIterable, Sendable {
    case crashedLeader
    case crashedDuringSync
    case keptUnsyncedBatch
    case lostUnsyncedBatch
    case lostUnflushedRooms
    case keptSomeUnflushedRooms
    case syncFailed
    case pausedLeader
    case cutLeaderOff
    case healedPartition
    case hungDisk
    case jumpedClock
    case replacedMember
    case removedLeader
    case restartedWithSnapshot
    case resumedFromParts
    case damagedDisk
    case retriedRequest
    case replayedRequest
    case gaveUpRequest
    case expiredRequest
    case certainFailure
    case readAtFollower
    case readAtLeast
    case readLocally
    case readAfterRestart
    case cutFrame
    case doubledFrame
    case overtakenFrame
}
