/// Why encoded bytes could not be read.
package enum DecodingFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// The bytes end inside a field.
    case truncated(wanted: Int, remaining: Int)
    /// A length or count is above what this field may hold.
    case limitExceeded(limit: Int, actual: UInt64)
    /// The checksum of a record does not match its bytes.
    case checksumMismatch(expected: UInt32, actual: UInt32)
    /// The bytes carry a version that this program does not know.
    case unknownVersion(UInt64)
    /// The bytes are whole but mean nothing; the text says which field.
    case invalid(String)

    package var description: String {
        switch self {
        case .truncated(let wanted, let remaining):
            "truncated: \(wanted) bytes wanted, \(remaining) left"
        case .limitExceeded(let limit, let actual):
            "a length of \(actual) is above the limit of \(limit)"
        case .checksumMismatch(let expected, let actual):
            "checksum mismatch: expected \(expected), computed \(actual)"
        case .unknownVersion(let version):
            "unknown version \(version)"
        case .invalid(let reason):
            reason
        }
    }
}
