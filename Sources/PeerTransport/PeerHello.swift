import ByteCoding
package import Raft

/// The first frame of a link, from the dialling side.
///
///     magic 4 | newest 2 | oldest 2 | cluster 8 | sender 8 | meant 8 | store 8 | features 8
///     | group time 8 | endpoint: length, then UTF-8
///
/// This layout is frozen for every version, so that any two versions can refuse each other in
/// words. A version above ours may append fields; we do not read them.
package struct PeerHello: Hashable, Sendable {
    /// The versions that the sender speaks.
    package var versions: ClosedRange<UInt16>
    package var sender: PeerIdentity
    /// The node that the sender means to reach.
    package var meant: NodeID
    package var features: UInt64
    /// Milliseconds since the Unix epoch.
    package var groupTime: UInt64
    /// Where the sender is to be dialled: a node that was away while the sender joined does not
    /// know.
    package var endpoint: PeerEndpoint

    package init(
        versions: ClosedRange<UInt16>, sender: PeerIdentity, meant: NodeID, features: UInt64,
        groupTime: UInt64, endpoint: PeerEndpoint
    ) {
        self.versions = versions
        self.sender = sender
        self.meant = meant
        self.features = features
        self.groupTime = groupTime
        self.endpoint = endpoint
    }

    /// Before the endpoint.
    package static let fixedBytes = 56

    package func encoded() -> [UInt8] {
        var writer = ByteWriter(capacity: Self.fixedBytes + 32)
        writer.writeUInt32(PeerProtocol.magic)
        writer.writeUInt16(self.versions.upperBound)
        writer.writeUInt16(self.versions.lowerBound)
        writer.writeUInt64(self.sender.cluster.rawValue)
        writer.writeUInt64(self.sender.node.rawValue)
        writer.writeUInt64(self.meant.rawValue)
        writer.writeUInt64(self.sender.store.rawValue)
        writer.writeUInt64(self.features)
        writer.writeUInt64(self.groupTime)
        writer.writeString(self.endpoint.description)
        return writer.bytes
    }
}

extension PeerHello {
    package init(decoding body: [UInt8]) throws(PeerLinkError) {
        do {
            var reader = ByteReader(body)
            let magic = try reader.readUInt32()
            guard magic == PeerProtocol.magic else { throw PeerLinkError.badMagic(magic) }
            self = try PeerHello(afterMagic: &reader)
        } catch let failure as DecodingFailure {
            throw .malformedFrame(.hello, failure)
        } catch let error as PeerLinkError {
            throw error
        } catch {
            throw .malformedFrame(.hello, .invalid("\(error)"))
        }
    }

    private init(afterMagic reader: inout ByteReader) throws(DecodingFailure) {
        let newest = try reader.readUInt16()
        let oldest = try reader.readUInt16()
        guard oldest <= newest else {
            throw .invalid("the oldest version \(oldest) is above the newest \(newest)")
        }
        self.versions = oldest...newest
        let cluster = ClusterID(try reader.readUInt64())
        let node = NodeID(try reader.readUInt64())
        self.meant = NodeID(try reader.readUInt64())
        self.sender = PeerIdentity(
            cluster: cluster, node: node, store: StoreID(try reader.readUInt64()))
        self.features = try reader.readUInt64()
        self.groupTime = try reader.readUInt64()
        self.endpoint = try Self.readEndpoint(from: &reader)
        guard self.sender.isMinted, self.meant.rawValue != 0 else {
            throw .invalid("a cluster, node or store id is 0")
        }
        if newest <= PeerProtocol.versions.upperBound {
            try reader.expectEnd()
        }
    }

    private static func readEndpoint(
        from reader: inout ByteReader
    ) throws(DecodingFailure) -> PeerEndpoint {
        let text = try reader.readString(limit: Limits.endpointBytes)
        do {
            return try PeerEndpoint(parsing: text)
        } catch {
            throw .invalid(error.description)
        }
    }
}

extension PeerIdentity {
    /// Whether every id was minted; 0 never is.
    package var isMinted: Bool {
        self.cluster.rawValue != 0 && self.node.rawValue != 0 && self.store.rawValue != 0
    }
}
