/// The machine's part of a refusal; the raw value is what travels.
///
/// It is not an enum: a newer peer may send a code that this program does not know, and the
/// sentence beside it must still reach the operator.
package struct PeerRefusalCode: RawRepresentable, Hashable, Comparable, Sendable,
    CustomStringConvertible
{
    package let rawValue: UInt16

    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// No version of the protocol is spoken by both sides.
    package static let unsupportedVersion = PeerRefusalCode(rawValue: 1)
    /// The other side belongs to another cluster.
    package static let wrongCluster = PeerRefusalCode(rawValue: 2)
    /// The other side meant to reach another node.
    package static let wrongNode = PeerRefusalCode(rawValue: 3)
    /// The other side says that it is this node.
    package static let sameNode = PeerRefusalCode(rawValue: 4)
    /// The node is known with another store.
    package static let wrongStore = PeerRefusalCode(rawValue: 5)
    /// The node is not a member.
    package static let notMember = PeerRefusalCode(rawValue: 6)
    /// The node cannot judge now, for example because it is stopping; to be tried again.
    package static let notReady = PeerRefusalCode(rawValue: 7)

    /// The node's certificate is that of another node.
    package static let wrongCertificate = PeerRefusalCode(rawValue: 8)

    /// The label of this code in metrics and logs.
    package var description: String {
        switch self {
        case .unsupportedVersion: "unsupported_version"
        case .wrongCluster: "wrong_cluster"
        case .wrongNode: "wrong_node"
        case .sameNode: "same_node"
        case .wrongStore: "wrong_store"
        case .notMember: "not_member"
        case .notReady: "not_ready"
        case .wrongCertificate: "wrong_certificate"
        default: "code_\(self.rawValue)"
        }
    }

    package static func < (left: PeerRefusalCode, right: PeerRefusalCode) -> Bool {
        left.rawValue < right.rawValue
    }
}
