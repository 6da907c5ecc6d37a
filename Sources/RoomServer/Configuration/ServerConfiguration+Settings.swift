internal import RoomReplica

extension ServerConfiguration {
    /// All settings, in the order in which help and docs list them.
    package static let settings: [Setting] =
        Self.placeSettings + Self.timingSettings + Self.storageSettings + Self.limitSettings
        + Self.logSettings

    package static func setting(named name: String) -> Setting? {
        Self.settings.first { $0.name == name }
    }

    private static let placeSettings: [Setting] = [
        .text(
            "data", "DIR", \.data, allowed: "the path of a directory",
            summary: "The data directory, as \"roomd format\" made it. Needed."),
        .endpoint(
            "listen-peer", \.listen.peer,
            summary: "Where other nodes are heard. Unless told: as the membership advertises."),
        .endpoint(
            "listen-native", \.listen.native,
            summary: "Where the native door listens. Unless told: as the membership advertises."),
        .endpoint(
            "listen-grpc", \.listen.grpc,
            summary: "Where the gRPC door listens. Unless told: as the membership advertises."),
        .endpoint(
            "listen-http", \.listen.http,
            summary: "Where the HTTP door listens. Unless told: as the membership advertises."),
        .integer(
            "feature-level", \.featureLevel, within: 1...Int(FeatureLevel.newest.rawValue),
            summary: "The highest feature level that this node takes part in. A lower one than its "
                + "release has keeps the cluster at it, so that the release before can come back."),
        .toggle(
            "insecure", \.isInsecure,
            summary:
                "Serve in plaintext, to anyone, on loopback addresses only. Needed without TLS, "
                + "refused with it."),
        .text(
            "tls-cert", "FILE", \.security.certificate, allowed: "the path of a file",
            summary: "The node's certificate in PEM, with those that lead to its authority after "
                + "it. Its role must be peer. Read again when it changes, and on SIGHUP."),
        .text(
            "tls-key", "FILE", \.security.key, allowed: "the path of a file",
            summary: "The private key of tls-cert in PEM."),
        .text(
            "tls-ca", "FILE", \.security.authorities, allowed: "the path of a file",
            summary: "The authorities in PEM whose certificates are trusted: of nodes, clients and "
                + "operators. With these three settings every port takes TLS 1.3 only."),
    ]

    private static let timingSettings: [Setting] = [
        .duration(
            "tick", \.timing.tick, within: .milliseconds(1)...(.seconds(1)),
            summary: "The step of the consensus clock."),
        .duration(
            "heartbeat", \.timing.heartbeat, within: .milliseconds(1)...(.seconds(10)),
            summary: "How often a leader is heard when there is nothing to say; a multiple of "
                + "tick."),
        .duration(
            "election-timeout", \.timing.electionTimeout,
            within: .milliseconds(10)...(.seconds(60)),
            summary: "How long a node waits for its leader before an election, drawn anew up to "
                + "twice this; a multiple of tick and at least 3 heartbeats."),
        .duration(
            "shutdown-timeout", \.timing.shutdown, within: .milliseconds(100)...(.seconds(300)),
            summary: "How long a polite stop waits for requests under way before it cuts them "
                + "off."),
    ]

    private static let storageSettings: [Setting] = [
        .integer(
            "compact-after", \.storage.compactAfter, within: 1...10_000_000,
            summary: "Log entries applied after which the rooms are flushed to their database, so "
                + "that the log before them can go."),
        .integer(
            "log-keep", \.storage.logKeep, within: 0...10_000_000,
            summary: "Log entries kept behind the flushed ones, for nodes that are a little "
                + "behind; who is further behind receives a snapshot."),
        .integer(
            "snapshot-rate", \.storage.snapshotRate, within: 1...100_000,
            summary:
                "MiB a second at which a leader sends snapshots, to all receivers together, and at "
                + "which a node gives a backup."),
        .integer(
            "disk-low", \.storage.diskLow, within: 0...1_000_000_000,
            summary: "MiB of free space below which a leader refuses all but the ending of rooms "
                + "and changes of the cluster, until there is more again."),
        .integer(
            "disk-critical", \.storage.diskCritical, within: 0...1_000_000_000,
            summary: "MiB of free space below which a node takes no log entries at all; at most "
                + "disk-low."),
    ]

    private static let limitSettings: [Setting] = [
        .integer(
            "event-loop-threads", \.eventLoopThreads, within: 1...64,
            summary: "Threads that serve the clients' connections. More help when many gRPC or "
                + "HTTP calls come at once; peers have a thread of their own."),
        .choice(
            "scheduling", "POLICY", \.scheduling,
            summary: "How the node's threads share busy cores: batch does more work a turn, normal "
                + "lets a thread that wakes up interrupt others."),
        .integer(
            "max-in-flight", \.bounds.maxInFlight, within: 1...65_536,
            summary: "Requests under way on one native connection; more wait in the socket."),
        .integer(
            "max-connections", \.bounds.maxConnections, within: 1...1_000_000,
            summary: "Connections of clients to one door; more are closed at once."),
        .integer(
            "room-rate", \.bounds.roomRate, within: 0...1_000_000,
            summary: "Changes a second of one room through this node, twice as many at once; more "
                + "are told RATE_LIMITED and when to retry. 0: as many as come."),
    ]

    private static let logSettings: [Setting] = [
        .choice(
            "log-level", "LEVEL", \.logs.level,
            summary: "The least level of a line in the log, which goes to standard error."),
        .choice(
            "log-format", "FORMAT", \.logs.format,
            summary: "How a line of the log looks."),
    ]
}
