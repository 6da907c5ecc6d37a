package import Raft
import RoomMapping
import RoomProtocol
package import RoomReplica
package import RoomState
import SwiftProtobuf
import Synchronization

/// A change on its way to those who watch its room; encoded once for all of them, when the first
/// one needs it.
package final class WatchedChange: Sendable {
    private struct Encoded {
        var change: [UInt8]?
        /// By view.
        var snapshots: [RoomView: [UInt8]] = [:]
    }

    package let index: LogIndex
    package let change: RoomChange
    /// The room as the change left it; `nil` when it was removed, or the change comes from a ring.
    package let room: Room?
    package let removesRoom: Bool
    private let encoded = Mutex(Encoded())

    package init(_ applied: AppliedChange) {
        self.index = applied.index
        self.change = applied.change
        self.room = applied.room
        self.removesRoom = applied.room == nil
    }

    /// A change out of a ring: without the room.
    init(_ recorded: RecordedChange) {
        self.index = LogIndex(recorded.index)
        self.change = recorded.change
        self.room = nil
        self.removesRoom = false
    }

    /// A `WatchResponse` with the change, which lacks the resume token.
    ///
    /// - Parameter node: this node, always the same.
    func changeBytes(_ node: NodeID) -> [UInt8] {
        self.encoded.withLock { encoded in
            if let bytes = encoded.change { return bytes }
            var message = WatchBody.response(at: self.change.groupTime, node: node)
            message.change.change = Roomkeeper_V1_Change(self.change)
            message.change.prevRevision = self.change.revision - 1
            let bytes = WatchBody.encode(message)
            encoded.change = bytes
            return bytes
        }
    }

    /// A `WatchResponse` with a snapshot of the room as the change left it, which lacks the resume
    /// token; `nil` when there is no room.
    func snapshotBytes(_ view: RoomView, _ node: NodeID) -> [UInt8]? {
        guard let room = self.room else { return nil }
        return self.encoded.withLock { encoded in
            if let bytes = encoded.snapshots[view] { return bytes }
            let bytes = WatchBody.snapshot(
                room, view: view, at: self.change.groupTime, node: node)
            encoded.snapshots[view] = bytes
            return bytes
        }
    }
}

/// The encoded messages that a watch tells, each a `WatchResponse` that lacks its resume token:
/// fields of a message may stand in any order, so the token is put behind.
enum WatchBody {
    static func response(at time: GroupTime, node: NodeID) -> Roomkeeper_V1_WatchResponse {
        var message = Roomkeeper_V1_WatchResponse()
        message.groupTime = Google_Protobuf_Timestamp(time)
        message.nodeID = node.rawValue
        return message
    }

    static func snapshot(
        _ room: Room, view: RoomView, at time: GroupTime, node: NodeID
    ) -> [UInt8] {
        var message = Self.response(at: time, node: node)
        message.snapshot.room = Roomkeeper_V1_Room(room, view: view)
        return Self.encode(message)
    }

    static func leftFilter(
        _ room: RoomID, revision: UInt64, at time: GroupTime, node: NodeID
    ) -> [UInt8] {
        var message = Self.response(at: time, node: node)
        message.leftFilter.roomID = room.rawValue
        message.leftFilter.revision = revision
        return Self.encode(message)
    }

    static func gone(_ room: RoomID, at time: GroupTime, node: NodeID) -> [UInt8] {
        var message = Self.response(at: time, node: node)
        message.gone.roomID = room.rawValue
        return Self.encode(message)
    }

    static func progress(at time: GroupTime, node: NodeID) -> [UInt8] {
        var message = Self.response(at: time, node: node)
        message.progress = Roomkeeper_V1_Progress()
        return Self.encode(message)
    }

    static func encode(_ message: Roomkeeper_V1_WatchResponse) -> [UInt8] {
        do {
            return try message.serializedBytes()
        } catch {
            // The library refuses only what is beyond its own bound of 2 GiB: our messages have no
            // required fields, and rooms and changes are bounded far below.
            fatalError("a watch's answer cannot be encoded: \(error)")
        }
    }
}
