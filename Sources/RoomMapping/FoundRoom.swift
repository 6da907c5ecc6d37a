package import Raft
package import RoomProtocol
package import RoomState
import SwiftProtobuf

/// What a read of one room found, and from where and when it is.
///
/// It becomes a message, for doors whose libraries want one, or the message's bytes at once
/// (`WireWriter.write`), which is a quarter of the work. Both say the same.
package struct FoundRoom: Sendable {
    package var room: Room
    package var query: RoomQuery
    package var node: NodeID
    /// What of the log the answer has seen.
    package var index: LogIndex
    package var groupTime: GroupTime

    package init(
        _ room: Room, query: RoomQuery, node: NodeID, index: LogIndex, groupTime: GroupTime
    ) {
        self.room = room
        self.query = query
        self.node = node
        self.index = index
        self.groupTime = groupTime
    }
}

extension Roomkeeper_V1_GetRoomResponse {
    package init(_ found: FoundRoom) {
        self.init()
        self.room = Roomkeeper_V1_Room(found.room, view: found.query.view)
        self.readLevel = found.query.terms.level
        self.nodeID = found.node.rawValue
        self.consistencyToken = ConsistencyToken(index: found.index).text
        self.groupTime = Google_Protobuf_Timestamp(found.groupTime)
    }
}

extension WireWriter {
    /// The fields of a `GetRoomResponse`.
    ///
    /// - Parameter room: what `write(_:view:)` writes of the room.
    package mutating func write(_ found: FoundRoom, as room: [UInt8]) {
        self.encoded(1, room)
        self.number(2, UInt64(found.query.terms.level.rawValue))
        self.number(3, found.node.rawValue)
        self.text(4, ConsistencyToken(index: found.index).text)
        self.time(5, found.groupTime)
    }
}
