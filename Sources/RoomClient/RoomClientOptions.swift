/// How a `RoomClient` behaves.
///
/// Each setting has a default that suits a service beside its cluster.
public struct RoomClientOptions: Sendable {
    /// How long a call may take in all, retries included, unless the call says.
    public var timeout: Duration = .seconds(5)
    /// How long one attempt may wait for its reply before the call is tried elsewhere.
    ///
    /// A connection on which nothing arrived for that long, although replies were due, is given up.
    public var attemptTimeout: Duration = .seconds(1)
    /// How long a connection may take until the server's hello has arrived.
    public var connectTimeout: Duration = .milliseconds(500)
    /// TCP connections to each endpoint, 1 to 16.
    public var connectionsPerEndpoint = 1
    /// The first pause before an attempt is repeated, or a dead endpoint tried again.
    ///
    /// It doubles each time, up to `backoffCap`, and a random part of up to one half is taken off.
    public var backoffBase: Duration = .milliseconds(10)
    public var backoffCap: Duration = .milliseconds(500)
    /// Calls under way at once; one more is rejected with `CLIENT_OVERLOADED`.
    public var maxInFlight = 8192
    /// For how long a request id that the client mints may still take effect, counted in the
    /// cluster's time from the call.
    ///
    /// At most ten minutes.
    public var requestLifetime: Duration = .seconds(30)
    /// How often an idle watch hears that it lives, unless its request says.
    ///
    /// After three times as long without a word it goes on at another node.
    public var watchProgress: Duration = .seconds(2)
    /// For how long a watch may find no node that serves it before it ends with the last error.
    public var watchPatience: Duration = .seconds(60)
    /// Sent to the servers, for their logs, like `checkout/1.4`.
    public var userAgent = "roomkeeper-swift/1"
    /// Send calls to the leader when it is known.
    ///
    /// Any node answers any call, so this only saves a hop; without it calls go round over the
    /// nodes that are connected.
    public var preferLeader = true
    /// Also use the endpoints that the servers name.
    ///
    /// Without it the client keeps to those given to it, e.g. because it reaches the cluster
    /// through a proxy.
    public var useLearnedEndpoints = true
    /// Speak TLS, with these files; `nil` for plaintext, which nodes take on loopback only.
    ///
    /// When something is wrong with the files, every call is rejected with `INVALID_TLS`.
    public var tls: RoomClientTLS?

    public init() {}

    /// The same settings with every value inside its bounds.
    func bounded() -> RoomClientOptions {
        let shortest = Duration.milliseconds(1)
        var bounded = self
        bounded.timeout = min(max(self.timeout, shortest), Limits.timeout)
        bounded.attemptTimeout = min(max(self.attemptTimeout, shortest), Limits.timeout)
        bounded.connectTimeout = min(max(self.connectTimeout, shortest), Limits.timeout)
        bounded.connectionsPerEndpoint = min(
            max(self.connectionsPerEndpoint, 1), Limits.connectionsPerEndpoint)
        bounded.backoffBase = min(max(self.backoffBase, shortest), Limits.timeout)
        bounded.backoffCap = min(max(self.backoffCap, bounded.backoffBase), Limits.timeout)
        bounded.watchProgress = min(
            max(self.watchProgress, .milliseconds(100)), .seconds(60))
        bounded.watchPatience = min(max(self.watchPatience, shortest), Limits.timeout)
        bounded.maxInFlight = min(max(self.maxInFlight, 1), Limits.maxInFlight)
        bounded.requestLifetime = min(
            max(self.requestLifetime, shortest), Limits.requestLifetime)
        return bounded
    }
}
