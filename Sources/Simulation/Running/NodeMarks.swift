internal import Raft
internal import RoomReplica

/// Where the nodes of a run have been, over all their lives.
struct NodeMarks {
    var raft = MarkSet<RaftMark>()
    var replica = MarkSet<ReplicaMark>()
}
