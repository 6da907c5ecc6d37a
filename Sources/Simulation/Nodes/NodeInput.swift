internal import Raft
internal import RoomReplica

/// What waits in the mailbox of a node's replica, as in the real node.
enum NodeInput: Sendable {
    case propose([UInt8], ticket: UInt64)
    case read(ReadConsistency, ticket: UInt64)
    case heartbeat([HostHeartbeat], ticket: UInt64)
    case expireProposal(UInt64)
    case expireRead(UInt64)
    case transfer(NodeID?)
    case changeMembership(MembershipChange)
    case frame(ReplicaFrame, from: NodeID, sentAt: UInt64)
    case durable(IOSequence)
    case fetched(LogFetch, [Entry])
    case applied(ApplyResult)
    case flushed(LogIndex)
    case restored(AppliedState)
    case snapshot(SnapshotResult)
    case linkRefused(NodeID)
    case linkOpened(NodeID)
    case disk(DiskLevel)
    case tick
}
