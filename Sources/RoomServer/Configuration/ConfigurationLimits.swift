/// The bounds of what the configuration may say.
package enum ConfigurationLimits {
    /// Bytes of `host:port`; the same as an endpoint of a membership may have.
    package static let endpointBytes = 261
    /// Bytes of a settings or cluster file.
    package static let fileBytes = 1 << 20
    /// Voters that `roomd format` accepts in a cluster file.
    package static let members = 32
    /// Heartbeats that must fit into an election timeout, so that one lost frame is no election.
    package static let heartbeatsPerElectionTimeout = 3
}
