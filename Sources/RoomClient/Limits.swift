/// The bounds of every table, queue and text in the client.
///
/// What an application may want to set is in `RoomClientOptions`.
package enum Limits {
    /// Endpoints that one client knows, given and learned.
    package static let endpoints = 64
    /// Characters of an endpoint: a host name of 253, a colon and a port.
    package static let endpointCharacters = 261
    /// Connections to one endpoint.
    package static let connectionsPerEndpoint = 16
    /// Bytes that wait on one connection to be written; more are refused.
    package static let outboxBytes = 64 << 20
    /// Requests that wait for replies on one client, whatever the options say.
    package static let maxInFlight = 1 << 20
    /// Bytes of one read from a socket, at most.
    package static let socketReadBytes = 256 << 10
    /// The longest wait for anything; a longer timeout is cut to it.
    package static let timeout: Duration = .seconds(3600)
    /// The longest life of a request id, as the cluster accepts it (rooms.md §2).
    package static let requestLifetime: Duration = .seconds(600)
    /// Answers of a watch that wait for their reader; with more the watch pauses, and resumes once
    /// they are read.
    package static let watchAnswers = 1024
    /// Without an answer for this many intervals of progress a watch goes on elsewhere.
    package static let silentProgressIntervals = 3
    /// Doublings of the backoff before it stays at its cap.
    package static let backoffDoublings = 20
    /// Repetitions of one call, and attempts to resume the watch of a filter, that go to another
    /// node without a pause, because only the node that answered could not serve it.
    package static let immediateRepetitions = 2
    /// How long others are preferred to a node that said it may not serve.
    package static let unfitTime: Duration = .seconds(1)
    /// The longest pause that a server's hint (retry_after_ms) may impose.
    package static let retryAfter: Duration = .seconds(10)
}
