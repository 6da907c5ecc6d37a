import RoomProtocol
import SwiftProtobuf
import Synchronization

/// The cluster's time as the clients last heard it, from which they count how long a request lives.
final class GroupTime: Sendable {
    private struct Heard {
        var milliseconds: Int64
        var at: ContinuousClock.Instant
    }

    /// Kept below the service's own bound, for the cluster's clock may run slower than ours.
    private static let margin: Int64 = 15_000

    private let heard = Mutex<Heard?>(nil)

    func hear(_ time: Google_Protobuf_Timestamp) {
        let milliseconds = time.seconds * 1000 + Int64(time.nanos) / 1_000_000
        guard milliseconds > 0 else { return }
        self.heard.withLock { heard in
            guard milliseconds > heard?.milliseconds ?? 0 else { return }
            heard = Heard(milliseconds: milliseconds, at: .now)
        }
    }

    /// Until when a request that is minted now may take effect; nil before any time was heard.
    func deadline() -> Google_Protobuf_Timestamp? {
        guard let heard = self.heard.withLock({ $0 }) else { return nil }
        let elapsed = Int64((ContinuousClock.now - heard.at) / .milliseconds(1))
        let lifetime = Int64(Limits.requestLifetime / .milliseconds(1)) - Self.margin
        let sum = heard.milliseconds + elapsed + lifetime
        return .with {
            $0.seconds = sum / 1000
            $0.nanos = Int32(sum % 1000) * 1_000_000
        }
    }
}
