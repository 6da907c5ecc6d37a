package import ByteCoding
package import Raft

/// The answer to a hello that is taken, from the accepting side.
///
///     version 2 | node 8 | store 8 | features 8 | time 8
package struct PeerAccept: Hashable, Sendable {
    /// The version that both sides use from now on.
    package var version: UInt16
    /// The node that answers.
    package var node: NodeID
    package var store: StoreID
    /// The abilities that both sides have.
    package var features: UInt64
    /// Milliseconds since the Unix epoch.
    package var groupTime: UInt64

    package init(
        version: UInt16, node: NodeID, store: StoreID, features: UInt64, groupTime: UInt64
    ) {
        self.version = version
        self.node = node
        self.store = store
        self.features = features
        self.groupTime = groupTime
    }

    package static let bytes = 34

    package func encoded() -> [UInt8] {
        var writer = ByteWriter(capacity: Self.bytes)
        writer.writeUInt16(self.version)
        writer.writeUInt64(self.node.rawValue)
        writer.writeUInt64(self.store.rawValue)
        writer.writeUInt64(self.features)
        writer.writeUInt64(self.groupTime)
        return writer.bytes
    }
}

extension PeerAccept {
    package init(decoding body: [UInt8]) throws(DecodingFailure) {
        var reader = ByteReader(body)
        self.version = try reader.readUInt16()
        self.node = NodeID(try reader.readUInt64())
        self.store = StoreID(try reader.readUInt64())
        self.features = try reader.readUInt64()
        self.groupTime = try reader.readUInt64()
        guard self.node.rawValue != 0, self.store.rawValue != 0 else {
            throw .invalid("a node or store id is 0")
        }
        try reader.expectEnd()
    }
}
