package import Raft
import Synchronization

/// Where the parts of a transport count; read from any thread.
///
/// It is written once for each run of reads or writes, never once for each payload.
package final class PeerLedger: Sendable {
    private let totals = Mutex(PeerTransportStatistics())

    package init() {}

    package func update(_ node: NodeID, _ change: (inout PeerLinkStatistics) -> Void) {
        self.totals.withLock { change(&$0.peers[node, default: PeerLinkStatistics()]) }
    }

    package func refused(_ code: PeerRefusalCode) {
        self.totals.withLock { $0.refusalsSent[code, default: 0] += 1 }
    }

    package func ended(_ error: PeerLinkError) {
        self.totals.withLock { totals in
            totals.endings[error.code, default: 0] += 1
            if case .refusedByPeer(let refusal) = error {
                totals.refusalsReceived[refusal.code, default: 0] += 1
            }
        }
    }

    package func totalsNow() -> PeerTransportStatistics {
        self.totals.withLock { $0 }
    }
}
