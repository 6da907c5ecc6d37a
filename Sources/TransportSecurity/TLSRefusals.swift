package import Logging
import Synchronization

/// Counts and logs the connections that TLS let not come to be, at all ports of a node.
package final class TLSRefusals: Sendable {
    package struct Key: Hashable, Comparable, Sendable {
        package let port: TLSAcceptor.Port
        package let code: CertificateFault.Code

        package static func < (left: Key, right: Key) -> Bool {
            (left.port.rawValue, left.code) < (right.port.rawValue, right.code)
        }
    }

    private struct Report: Equatable {
        var key: Key
        var address: String?
    }

    private struct State {
        var counts: [Key: UInt64] = [:]
        /// What was logged last, so that a fault that goes on is logged once.
        var reported: Report?
    }

    private let logger: Logger
    private let state = Mutex(State())

    package init(logger: Logger) {
        self.logger = logger
    }

    /// How many there were of each kind, sorted.
    package func counts() -> [(key: Key, count: UInt64)] {
        let counts = self.state.withLock { $0.counts }
        return counts.map { (key: $0.key, count: $0.value) }.sorted { $0.key < $1.key }
    }

    func note(_ fault: CertificateFault, at port: TLSAcceptor.Port, from address: String?) {
        let report = Report(key: Key(port: port, code: fault.code), address: address)
        let isNews = self.state.withLock { state in
            state.counts[report.key, default: 0] += 1
            defer { state.reported = report }
            return state.reported != report
        }
        self.logger.log(
            level: isNews ? .warning : .debug, "a connection was refused",
            metadata: [
                "port": "\(port.rawValue)", "from": "\(address ?? "unknown")",
                "code": "\(fault.code.rawValue)", "reason": "\(fault)",
            ])
    }
}
