package import ByteCoding
import Raft
package import RoomReplica

extension StoreIdentity {
    package func encode(into writer: inout ByteWriter) {
        writer.writeUInt64(self.cluster.rawValue)
        writer.writeUInt64(self.node.rawValue)
        writer.writeUInt64(self.store.rawValue)
    }

    package init(from reader: inout ByteReader) throws(DecodingFailure) {
        self.init(
            cluster: ClusterID(try reader.readUInt64()), node: NodeID(try reader.readUInt64()),
            store: StoreID(try reader.readUInt64()))
        guard self.isWhole else { throw .invalid("a store identity has an id that is 0") }
    }

    /// Whether every id names something; 0 never does.
    package var isWhole: Bool {
        self.cluster.rawValue != 0 && self.node.rawValue != 0 && self.store.rawValue != 0
    }
}
