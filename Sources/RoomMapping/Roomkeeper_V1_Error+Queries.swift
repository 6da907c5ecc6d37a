package import RoomProtocol

/// What only a read of more than one record can meet.
extension Roomkeeper_V1_Error {
    /// OUT_OF_RANGE: the changes that are asked for are not kept any more.
    package static func eventsOutOfRange(
        of room: String, from: UInt64, oldest: UInt64, newest: UInt64
    ) -> Roomkeeper_V1_Error {
        Roomkeeper_V1_Error(
            reason: "OUT_OF_RANGE",
            message:
                "the changes of room \(room) from revision \(from) on are not kept any more, the "
                + "oldest is that of revision \(oldest); read the room instead",
            status: .outOfRange,
            metadata: [
                "room_id": room, "field": "from_revision", "limit": "at least \(oldest)",
                "actual": "\(from)", "oldest_revision": "\(oldest)",
                "newest_revision": "\(newest)",
            ])
    }

    /// REPLY_FULL: the rooms before this one fill the answer.
    static func replyFull(room: String) -> Roomkeeper_V1_Error {
        Roomkeeper_V1_Error(
            reason: "REPLY_FULL",
            message: "the rooms before \(room) fill the answer; ask again for this one",
            status: .resourceExhausted,
            metadata: ["room_id": room, "limit": "\(Limits.queryReplyBytes) bytes"])
    }
}
