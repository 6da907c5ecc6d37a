package import Logging
package import RoomReplica
package import TransportSecurity

/// Every setting of a node, with its default.
///
/// What each one means is said once, in `ServerConfiguration.settings`.
package struct ServerConfiguration: Equatable, Sendable {
    /// Where the doors listen; `nil` means the address that the membership advertises.
    package struct Listen: Equatable, Sendable {
        package var peer: Endpoint?
        package var native: Endpoint?
        package var grpc: Endpoint?
        package var http: Endpoint?
    }

    /// The files of TLS; all three, or none.
    package struct Security: Equatable, Sendable {
        package var certificate: String?
        package var key: String?
        package var authorities: String?

        /// `nil` without TLS.
        package var files: TLSFiles? {
            guard let certificate, let key, let authorities else { return nil }
            return TLSFiles(certificate: certificate, key: key, authorities: authorities)
        }
    }

    package struct Timing: Equatable, Sendable {
        package var tick = Duration.milliseconds(10)
        package var heartbeat = Duration.milliseconds(50)
        /// The least time without a leader before an election; each one draws up to twice this.
        package var electionTimeout = Duration.milliseconds(300)
        package var shutdown = Duration.seconds(10)

        package var heartbeatTicks: Int { Self.ticks(self.heartbeat, of: self.tick) }
        package var electionTicks: Int { Self.ticks(self.electionTimeout, of: self.tick) }

        private static func ticks(_ duration: Duration, of tick: Duration) -> Int {
            Int(duration.wholeMilliseconds / tick.wholeMilliseconds)
        }
    }

    package enum LogFormat: String, CaseIterable, Sendable {
        case text
        case json
    }

    package enum LogLevel: String, CaseIterable, Sendable {
        case trace
        case debug
        case info
        case notice
        case warning
        case error
        case critical

        package var loggerLevel: Logger.Level {
            switch self {
            case .trace: .trace
            case .debug: .debug
            case .info: .info
            case .notice: .notice
            case .warning: .warning
            case .error: .error
            case .critical: .critical
            }
        }
    }

    package struct Logs: Equatable, Sendable {
        package var level = LogLevel.info
        package var format = LogFormat.text
    }

    package struct Bounds: Equatable, Sendable {
        package var maxInFlight = 1024
        package var maxConnections = 4096
        /// Changes a second of one room; 0: no bound.
        package var roomRate = 0
    }

    package struct Storage: Equatable, Sendable {
        /// Entries.
        package var compactAfter = 100_000
        /// Entries.
        package var logKeep = 50_000
        /// MiB.
        package var diskLow = 1024
        /// MiB.
        package var diskCritical = 256
        /// MiB a second.
        package var snapshotRate = 64
    }

    /// The data directory; `nil` until told, and a node cannot run without it.
    package var data: String?
    package var listen = Listen()
    package var security = Security()
    package var isInsecure = false
    package var timing = Timing()
    package var eventLoopThreads = 1
    /// As it is told to others, and obeyed.
    package var featureLevel = Int(FeatureLevel.newest.rawValue)
    package var scheduling = ThreadScheduling.batch
    package var logs = Logs()
    package var bounds = Bounds()
    package var storage = Storage()

    package init() {}

    package var understoodLevel: FeatureLevel {
        UInt16(exactly: self.featureLevel).flatMap { FeatureLevel($0) } ?? .newest
    }

    /// Checks what no single setting can: that the settings fit together.
    func validate() throws(ConfigurationError) {
        try self.validateSecurity()
        let timing = self.timing
        for (name, value) in [
            ("heartbeat", timing.heartbeat), ("election-timeout", timing.electionTimeout),
        ] where value.wholeMilliseconds % timing.tick.wholeMilliseconds != 0 {
            throw ConfigurationError(
                "\(name) is \(DurationText.format(value)), which is not a multiple of tick, "
                    + "\(DurationText.format(timing.tick)): change one of them")
        }
        let least = ConfigurationLimits.heartbeatsPerElectionTimeout
        guard timing.electionTicks >= least * timing.heartbeatTicks else {
            throw ConfigurationError(
                "election-timeout is \(DurationText.format(timing.electionTimeout)) and heartbeat "
                    + "is \(DurationText.format(timing.heartbeat)): the election timeout must be "
                    + "at least \(least) heartbeats, or one late frame deposes a leader")
        }
        guard self.storage.diskCritical <= self.storage.diskLow else {
            throw ConfigurationError(
                "disk-critical is \(self.storage.diskCritical) MiB and disk-low is "
                    + "\(self.storage.diskLow) MiB: disk-critical must not be the larger one")
        }
    }

    private func validateSecurity() throws(ConfigurationError) {
        let settings = [
            ("tls-cert", self.security.certificate), ("tls-key", self.security.key),
            ("tls-ca", self.security.authorities),
        ]
        let missing = settings.filter { $0.1 == nil }.map(\.0)
        guard missing.count < settings.count else { return }
        guard missing.isEmpty else {
            throw ConfigurationError(
                "TLS needs tls-cert, tls-key and tls-ca, but "
                    + missing.joined(separator: " and ")
                    + (missing.count == 1 ? " is" : " are") + " not told: tell all three")
        }
        guard !self.isInsecure else {
            throw ConfigurationError(
                "insecure is told together with tls-cert, tls-key and tls-ca: a node serves either "
                    + "with TLS or in plaintext; take one of the two away")
        }
    }
}
