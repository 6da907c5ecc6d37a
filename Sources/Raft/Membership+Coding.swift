package import ByteCoding

/// The bytes of a `Membership`: the payload of an entry of kind `.membership`, and the value of a
/// membership record of the log storage.
///
/// ```
/// version:1
/// incoming, outgoing, learners, learnersNext   each: count, node ids
/// members      count, then of each: node id, store present:1 [store:8], four endpoints
/// removed      count, node ids
/// ```
/// Counts and node ids are varints; endpoints are varint-prefixed UTF-8. Every value has exactly
/// one encoding: lists must be sorted and free of duplicates, and no byte may follow.
extension Membership {
    package static let codingVersion: UInt8 = 1

    /// The whole encoding, as it is put into an entry.
    package func encodedPayload() -> [UInt8] {
        var writer = ByteWriter(capacity: 64 + self.members.count * 96)
        self.encode(into: &writer)
        return writer.bytes
    }

    /// Decodes the payload of a membership entry; nothing may follow the last field.
    package init(payload: [UInt8]) throws(DecodingFailure) {
        var reader = ByteReader(payload)
        try self.init(from: &reader)
        try reader.expectEnd()
    }

    package func encode(into writer: inout ByteWriter) {
        writer.writeByte(Self.codingVersion)
        for list in [self.incoming, self.outgoing, self.learners, self.learnersNext] {
            Self.encode(list, into: &writer)
        }
        writer.writeVarint(UInt64(self.members.count))
        for member in self.members {
            member.encode(into: &writer)
        }
        Self.encode(self.removed, into: &writer)
    }

    package init(from reader: inout ByteReader) throws(DecodingFailure) {
        let version = try reader.readByte()
        guard version == Self.codingVersion else { throw .unknownVersion(UInt64(version)) }
        self.init(voters: [])
        self.incoming = try Self.nodes("incoming", from: &reader)
        self.outgoing = try Self.nodes("outgoing", from: &reader)
        self.learners = try Self.nodes("learners", from: &reader)
        self.learnersNext = try Self.nodes("learnersNext", from: &reader)
        let count = try reader.readCount(limit: Limits.members, minimumItemSize: 6)
        var members: [Member] = []
        members.reserveCapacity(count)
        for _ in 0..<count {
            members.append(try Member(from: &reader))
        }
        self.members = members
        self.removed = try Self.nodes(
            "removed", limit: Limits.removedMembers, from: &reader)
        try self.checkStructure()
    }

    /// What the type's comment promises, checked on bytes that came from elsewhere.
    private func checkStructure() throws(DecodingFailure) {
        guard self.members.map(\.node) == self.nodes else {
            throw .invalid("the members of a membership are not exactly the nodes of its lists")
        }
        if self.isJoint, self.incoming.isEmpty {
            throw .invalid("a joint membership has no incoming voter")
        }
        for node in self.learners where self.isVoter(node) {
            throw .invalid("node \(node) of a membership is both a voter and a learner")
        }
        for node in self.learnersNext where !self.outgoing.contains(node) {
            throw .invalid("node \(node) is to become a learner but is no outgoing voter")
        }
        for node in self.learnersNext where self.incoming.contains(node) {
            throw .invalid("node \(node) is to become a learner and stays a voter")
        }
        let tombstones = Set(self.removed)
        for node in self.nodes where tombstones.contains(node) {
            throw .invalid("node \(node) of a membership is also listed as removed")
        }
    }

    private static func encode(_ nodes: [NodeID], into writer: inout ByteWriter) {
        writer.writeVarint(UInt64(nodes.count))
        for node in nodes {
            writer.writeVarint(node.rawValue)
        }
    }

    private static func nodes(
        _ list: String, limit: Int = Limits.members, from reader: inout ByteReader
    ) throws(DecodingFailure) -> [NodeID] {
        let count = try reader.readCount(limit: limit)
        var nodes: [NodeID] = []
        nodes.reserveCapacity(count)
        // Node 0 does not exist, so it also stands for "before the first one".
        var previous = NodeID(0)
        for _ in 0..<count {
            let node = NodeID(try reader.readVarint())
            guard previous < node else {
                throw .invalid("the \(list) list of a membership has \(node) after \(previous)")
            }
            nodes.append(node)
            previous = node
        }
        return nodes
    }
}

extension Member {
    package func encode(into writer: inout ByteWriter) {
        writer.writeVarint(self.node.rawValue)
        writer.writeBool(self.store != nil)
        if let store = self.store {
            writer.writeUInt64(store.rawValue)
        }
        for endpoint in [
            self.peerEndpoint, self.nativeEndpoint, self.grpcEndpoint, self.httpEndpoint,
        ] {
            writer.writeString(endpoint)
        }
    }

    package init(from reader: inout ByteReader) throws(DecodingFailure) {
        let node = NodeID(try reader.readVarint())
        guard node.rawValue != 0 else { throw .invalid("a member has the node id 0") }
        var store: StoreID?
        if try reader.readBool() {
            let value = StoreID(try reader.readUInt64())
            guard value.rawValue != 0 else {
                throw .invalid("member \(node) has the store id 0")
            }
            store = value
        }
        self.init(
            node: node, store: store,
            peerEndpoint: try reader.readString(limit: Limits.endpointBytes),
            nativeEndpoint: try reader.readString(limit: Limits.endpointBytes),
            grpcEndpoint: try reader.readString(limit: Limits.endpointBytes),
            httpEndpoint: try reader.readString(limit: Limits.endpointBytes))
    }
}
