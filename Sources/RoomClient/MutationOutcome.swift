public import RoomProtocol

/// What is known of a mutation when the call ends.
///
/// It is never guessed.
public enum MutationOutcome: Sendable {
    /// It took effect, or the room already was as asked (`changed` is false).
    case ok(Roomkeeper_V1_MutateResponse)
    /// It had no effect and will have none.
    case rejected(RoomClientError)
    /// It may have taken effect, or may still do so until `not_after`.
    ///
    /// Repeating it with the same `request_id` and `not_after` tells which, and never acts twice.
    case unknown(RoomClientError)
}
