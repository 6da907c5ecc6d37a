import GRPCCore
import RoomServer

/// How long a gRPC call may take: what its client said, held against what the service allows.
enum CallTimeout {
    private static let header = "grpc-timeout"

    /// The client's deadline, at most `DoorLimits.timeoutMilliseconds`; the service's default when
    /// the client set none.
    ///
    /// A longer deadline is not an error, unlike on the other doors: gRPC clients take theirs from
    /// the call they are themselves part of. The client still waits as long as it likes; only the
    /// service answers earlier.
    static func duration(of metadata: Metadata) -> Duration {
        guard let text = metadata[stringValues: Self.header].first(where: { _ in true }),
            let told = Self.parse(text)
        else { return RequestTimeout.byDefault }
        let longest = Duration.milliseconds(DoorLimits.timeoutMilliseconds.upperBound)
        return min(told, longest)
    }

    /// Up to 8 digits and a unit: H, M, S, m (ms), u (µs) or n (ns).
    static func parse(_ text: String) -> Duration? {
        let digits = text.utf8.dropLast()
        guard let unit = text.utf8.last, (1...Limits.timeoutDigits).contains(digits.count),
            digits.allSatisfy({ (48...57).contains($0) }),
            let amount = Int64(String(decoding: Array(digits), as: UTF8.self))
        else { return nil }
        switch unit {
        case UInt8(ascii: "H"): return .seconds(amount * 3_600)
        case UInt8(ascii: "M"): return .seconds(amount * 60)
        case UInt8(ascii: "S"): return .seconds(amount)
        case UInt8(ascii: "m"): return .milliseconds(amount)
        case UInt8(ascii: "u"): return .microseconds(amount)
        case UInt8(ascii: "n"): return .nanoseconds(amount)
        default: return nil
        }
    }
}
