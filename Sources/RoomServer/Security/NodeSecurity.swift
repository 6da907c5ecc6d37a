import Dispatch
import Logging
import PeerTransport
import Raft
import RoomReplica
import Synchronization
import TransportSecurity

/// TLS of a running node: its certificate, who is let in at which port, and the look-out for files
/// that were renewed.
final class NodeSecurity: Sendable {
    /// How often the files are looked at; a signal has them read at once.
    static let period = DispatchTimeInterval.seconds(10)
    /// How long before the certificate's end the log begins to warn, in seconds.
    static let warnedSeconds: Int64 = 7 * 24 * 60 * 60

    private struct State {
        var isStopped = false
        /// The end of the present certificate was warned of.
        var hasWarned = false
    }

    let credentials: TLSCredentials
    let refusals: TLSRefusals
    private let acceptors: [TLSAcceptor.Port: TLSAcceptor]
    private let logger: Logger
    private let queue = DispatchQueue(label: "roomkeeper.certificates", qos: .utility)
    private let state = Mutex(State())

    /// `nil` without TLS.
    static func make(
        _ configuration: ServerConfiguration, _ identity: StoreIdentity, _ logger: Logger
    ) throws(ConfigurationError) -> NodeSecurity? {
        guard let files = configuration.security.files else { return nil }
        return try NodeSecurity(files, identity: identity, logger: logger)
    }

    /// Reads the files, for the node that `identity` names.
    private init(
        _ files: TLSFiles, identity: StoreIdentity, logger: Logger
    ) throws(ConfigurationError) {
        let cluster = identity.cluster.description
        do throws(TLSFileFault) {
            self.credentials = try TLSCredentials(
                files,
                own: TLSPolicy(roles: [.peer], cluster: cluster, node: identity.node.rawValue))
        } catch {
            throw ConfigurationError("\(error)")
        }
        self.refusals = TLSRefusals(logger: logger)
        self.logger = logger
        var acceptors: [TLSAcceptor.Port: TLSAcceptor] = [:]
        for port in TLSAcceptor.Port.allCases {
            acceptors[port] = TLSAcceptor(
                port, credentials: self.credentials,
                policy: TLSPolicy(
                    roles: port == .peer ? [.peer] : Access.anyRole, cluster: cluster),
                refusals: self.refusals)
        }
        self.acceptors = acceptors
    }

    /// What stands before the connections to a port.
    func acceptor(of port: TLSAcceptor.Port) -> TLSAcceptor {
        guard let acceptor = self.acceptors[port] else { fatalError("no port \(port)") }
        return acceptor
    }

    var peers: PeerSecurity {
        PeerSecurity(acceptor: self.acceptor(of: .peer), credentials: self.credentials)
    }

    // MARK: Renewal

    /// Looks at the files every `period` until `stop`.
    func start() {
        self.warnOfExpiry()
        self.queue.asyncAfter(deadline: .now() + Self.period) { [weak self] in
            guard let self, !self.state.withLock({ $0.isStopped }) else { return }
            self.look()
            self.start()
        }
    }

    func stop() {
        self.state.withLock { $0.isStopped = true }
    }

    /// Reads the files whether they were changed or not.
    func reload() {
        self.queue.async {
            do throws(TLSFileFault) {
                try self.credentials.reload()
                self.didReload()
            } catch {
                self.didFail(error)
            }
        }
    }

    private func look() {
        do throws(TLSFileFault) {
            if try self.credentials.reloadIfChanged() { self.didReload() }
        } catch {
            self.didFail(error)
        }
    }

    private func didReload() {
        self.state.withLock { $0.hasWarned = false }
        self.logger.notice(
            "the certificate was read anew: new connections use it",
            metadata: [
                "identity": "\(self.credentials.identity)",
                "secondsLeft": "\(self.credentials.secondsLeft)",
            ])
        self.warnOfExpiry()
    }

    private func didFail(_ fault: TLSFileFault) {
        self.logger.error(
            "the certificate could not be read anew: the one before stays in use",
            metadata: ["reason": "\(fault)"])
    }

    private func warnOfExpiry() {
        let left = self.credentials.secondsLeft
        guard left < Self.warnedSeconds else { return }
        let isFirst = self.state.withLock { state in
            defer { state.hasWarned = true }
            return !state.hasWarned
        }
        guard isFirst else { return }
        self.logger.warning(
            "this node's certificate ends soon: renew it",
            metadata: [
                "file": "\(self.credentials.files.certificate)", "secondsLeft": "\(left)",
            ])
    }
}
