import Raft
package import RoomReplica

/// The text file `IDENTITY` of a data directory: whose it is and how it is laid out.
///
/// ```
/// # Roomkeeper data directory, written once by roomd format. Do not edit, copy or move it.
/// format: 2
/// cluster: 00000000c0ffee00
/// node: 1
/// store: 5eed5eed5eed5eed
/// ```
/// It makes the directory one: `format` renames it into place last. The log database holds the same
/// identity, and both must agree.
package struct IdentityFile: Hashable {
    /// The version of the whole layout of a data directory.
    package static let formatVersion: UInt64 = 2
    package static let name = "IDENTITY"
    private static let heading =
        "# Roomkeeper data directory, written once by roomd format. Do not edit, copy or move it."

    package var identity: StoreIdentity

    package enum ParsingError: Error, Hashable, CustomStringConvertible {
        case unknownVersion(UInt64)
        case malformed(String)

        package var description: String {
            switch self {
            case .unknownVersion(let version): "format version \(version)"
            case .malformed(let reason): reason
            }
        }
    }

    package var text: String {
        """
        \(Self.heading)
        format: \(Self.formatVersion)
        cluster: \(self.identity.cluster)
        node: \(self.identity.node)
        store: \(self.identity.store)

        """
    }

    package init(identity: StoreIdentity) {
        self.identity = identity
    }

    package init(parsing bytes: [UInt8]) throws(ParsingError) {
        guard bytes.count <= Limits.identityFileBytes else {
            throw .malformed("it is longer than \(Limits.identityFileBytes) bytes")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .malformed("it is not valid UTF-8")
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        // The version is read before anything else: what follows it is that version's business.
        guard lines.count >= 2, lines[0] == Self.heading,
            let version = UInt64(try Self.field("format", lines[1]))
        else { throw .malformed("it does not begin with a heading and a format version") }
        guard version == Self.formatVersion else { throw .unknownVersion(version) }
        guard lines.count == 6, lines[5].isEmpty else {
            throw .malformed("it does not have exactly 5 lines")
        }
        guard let cluster = ClusterID(try Self.field("cluster", lines[2])) else {
            throw .malformed("its cluster is not 16 hexadecimal digits")
        }
        guard let node = UInt64(try Self.field("node", lines[3])), node != 0 else {
            throw .malformed("its node is not a positive number")
        }
        guard let store = StoreID(try Self.field("store", lines[4])) else {
            throw .malformed("its store is not 16 hexadecimal digits")
        }
        self.identity = StoreIdentity(cluster: cluster, node: NodeID(node), store: store)
        // Numbers have several spellings, and only the one that is written is accepted.
        guard self.text == text else { throw .malformed("its numbers are not spelled plainly") }
    }

    private static func field(
        _ name: String, _ line: Substring
    ) throws(ParsingError) -> String {
        guard line.hasPrefix("\(name): ") else {
            throw .malformed("it has no line \"\(name): ...\" where one must be")
        }
        return String(line.dropFirst(name.count + 2))
    }
}
