package import Raft

/// Why a link is refused: a code for machines and a sentence for the operator who reads the log of
/// either side.
package struct PeerRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    package var code: PeerRefusalCode
    /// At most `Limits.refusalSentenceBytes` travel; what is longer is cut at a character.
    package var sentence: String

    package init(code: PeerRefusalCode, sentence: String) {
        self.code = code
        self.sentence = sentence
    }

    package var description: String { "\(self.code): \(self.sentence)" }

    /// The node came with another data directory than the one it was first seen with.
    package static func wrongStore(
        node: NodeID, pinned: StoreID, presented: StoreID
    ) -> PeerRefusal {
        PeerRefusal(
            code: .wrongStore,
            sentence: """
                node \(node) was first seen with store \(pinned) and comes with store \
                \(presented): its data directory was wiped, replaced or copied; put the old \
                directory back, or replace the node by a new one
                """)
    }

    /// The node is not, or no longer, a member of the cluster.
    package static func notMember(node: NodeID) -> PeerRefusal {
        PeerRefusal(
            code: .notMember,
            sentence: """
                node \(node) is not a member of this cluster: it was removed, or was never added; \
                add a new node instead
                """)
    }

    static func wrongCluster(node: NodeID, presented: ClusterID, own: PeerIdentity) -> PeerRefusal {
        PeerRefusal(
            code: .wrongCluster,
            sentence: """
                node \(node) belongs to cluster \(presented), but this is node \(own.node) of \
                cluster \(own.cluster): correct the peer endpoint, or the data directory, of the \
                one that is out of place
                """)
    }

    static func wrongNode(meant: NodeID, own: NodeID, sender: NodeID) -> PeerRefusal {
        PeerRefusal(
            code: .wrongNode,
            sentence: """
                this is node \(own), but node \(sender) means to reach node \(meant) here: \
                correct the peer endpoint of node \(meant)
                """)
    }

    static func sameNode(_ node: NodeID) -> PeerRefusal {
        PeerRefusal(
            code: .sameNode,
            sentence: """
                node \(node) was dialled by a process that says it is node \(node) too: stop one \
                of the two, or correct the endpoint that leads a node to itself
                """)
    }

    static func wrongCertificate(node: NodeID, certified: NodeID) -> PeerRefusal {
        PeerRefusal(
            code: .wrongCertificate,
            sentence: """
                node \(node) comes with the certificate of node \(certified): give each node its \
                own
                """)
    }

    static func unsupportedVersion(
        node: NodeID, presented: ClosedRange<UInt16>, own: ClosedRange<UInt16>
    ) -> PeerRefusal {
        let older = presented.upperBound < own.lowerBound
        return PeerRefusal(
            code: .unsupportedVersion,
            sentence: """
                node \(node) speaks versions \(Self.words(presented)) of the peer protocol and \
                this node versions \(Self.words(own)): upgrade \
                \(older ? "node \(node)" : "this node")
                """)
    }

    private static func words(_ versions: ClosedRange<UInt16>) -> String {
        "\(versions.lowerBound) to \(versions.upperBound)"
    }
}
