import RoomReplica

/// What comes back to a connection.
enum NativeAnswer: Sendable {
    case reply(NativeReply)
    case reads(GatheredReads, Result<ReadGrant, SubmitFailure>)
}
