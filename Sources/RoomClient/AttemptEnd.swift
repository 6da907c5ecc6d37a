/// How an attempt that brought no response ended, as the `RequestMachine` needs to know it.
package indirect enum AttemptEnd: Sendable, Equatable {
    /// The server answered with an error.
    case failed(RoomClientError)
    /// No byte of the request left this process.
    case unsent(RoomClientError)
    /// The request may have reached the server, whose reply did not come.
    case unanswered(RoomClientError)
    /// The client itself ended the attempt, and another would end in the same way: cancelled, shut
    /// down, too large.
    case stopped(RoomClientError, wasSent: Bool)
}
