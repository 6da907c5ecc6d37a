import Raft
import RoomMapping
package import RoomProtocol
import RoomState

/// How watches end.
extension Roomkeeper_V1_Error {
    package static let slowConsumerReason = "SLOW_CONSUMER"

    /// OUT_OF_RANGE: what came since is not kept any more.
    static func outOfRange(
        _ room: RoomID, oldest: UInt64, newest: UInt64
    ) -> Roomkeeper_V1_Error {
        Roomkeeper_V1_Error(
            reason: "OUT_OF_RANGE",
            message: "what happened in room \(room) since then is not kept any more, only its "
                + "revisions from \(oldest) to \(newest); begin again with a snapshot",
            status: .outOfRange,
            metadata: [
                "room_id": room.rawValue, "oldest_revision": String(oldest),
                "newest_revision": String(newest),
            ])
    }

    /// OUT_OF_RANGE for a filter: this node does not remember which rooms changed since.
    static func tokenTooOld(index: LogIndex) -> Roomkeeper_V1_Error {
        Roomkeeper_V1_Error(
            reason: "OUT_OF_RANGE",
            message:
                "this node does not remember which rooms changed since then; try another node, "
                + "or begin again with snapshots",
            status: .outOfRange, metadata: ["index": String(index.rawValue)])
    }

    /// SLOW_CONSUMER: more waits for the reader of a lossless watch than may.
    static func slowConsumer(updates: Int, bytes: Int) -> Roomkeeper_V1_Error {
        Roomkeeper_V1_Error(
            reason: Self.slowConsumerReason,
            message: "\(updates) updates of \(bytes) bytes wait for the reader, more than may; "
                + "resume with the token, read faster, or watch with delivery LATEST",
            status: .resourceExhausted,
            metadata: [
                "limit_updates": String(WatchLimits.pendingUpdates),
                "limit_bytes": String(WatchLimits.pendingBytes),
            ])
    }

    static func tooManyRooms(_ limit: Int) -> Roomkeeper_V1_Error {
        Roomkeeper_V1_Error(
            reason: "FILTER_TOO_WIDE",
            message: "more than \(limit) rooms match the filter; narrow it",
            status: .failedPrecondition, metadata: ["limit": String(limit)])
    }

    package static func tooManyWatches(_ limit: Int, of what: String) -> Roomkeeper_V1_Error {
        .overloaded(limit: "\(limit) watches of \(what)")
    }

    /// OVERLOADED: the node ends a watch of every change because it cannot tell all of them as fast
    /// as their rooms change, or cannot read what this one missed.
    ///
    /// - Parameters:
    ///   - limit: which bound it was.
    ///   - number: any; watches that end together are told different times to come back.
    package static func watchesBehind(limit: String, number: UInt64) -> Roomkeeper_V1_Error {
        let times = WatchLimits.retryAfterMilliseconds
        let spread = UInt64(times.upperBound - times.lowerBound) + 1
        var error = Roomkeeper_V1_Error(
            reason: "OVERLOADED",
            message: "this node cannot tell its watches as fast as their rooms change (\(limit)); "
                + "resume with the token after retry_after_ms, best at another node, or watch with "
                + "delivery LATEST",
            status: .unavailable, metadata: ["limit": limit])
        // A prime, so that neighbours are far apart.
        error.retryAfterMs = times.lowerBound + UInt32(number &* 997 % spread)
        return error
    }

    /// The node has taken its state from another, and does not know what happened in between.
    package static func stateReplaced() -> Roomkeeper_V1_Error {
        var error = Roomkeeper_V1_Error(
            reason: "STATE_REPLACED",
            message: "the node was far behind and took over a snapshot; resume with the token",
            status: .unavailable)
        error.retryAfterMs = RoomMapping.Limits.retryAfterMilliseconds
        return error
    }

    /// This node has not applied what the token has seen.
    package static func behindToken(_ seconds: Int64) -> Roomkeeper_V1_Error {
        var error = Roomkeeper_V1_Error(
            reason: "NOT_READY",
            message: "the node has not caught up with the token within \(seconds) seconds; "
                + "try another node or retry",
            status: .unavailable)
        error.retryAfterMs = RoomMapping.Limits.retryAfterMilliseconds
        return error
    }
}
