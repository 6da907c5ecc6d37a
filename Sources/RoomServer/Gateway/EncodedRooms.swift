import RoomMapping
import RoomProtocol
import RoomState
import Synchronization

/// Rooms as they were encoded last, for those that are read again before they change.
///
/// What a reader sees of a room follows from its uid, its revision and the view, as its etag
/// promises; so what is kept is never stale, only of no use.
///
/// A table of places: a room has one, which the room that came last has. It is bounded by the
/// number of places and by how large an encoded room may be to be kept.
final class EncodedRooms: Sendable {
    private struct Place {
        let uid: RoomUID
        let revision: UInt64
        let view: RoomView
        let bytes: [UInt8]
    }

    private let places = Mutex<[Place?]>(
        Array(repeating: nil, count: DoorLimits.encodedRooms))

    /// The fields of the message `Room`.
    func bytes(of room: Room, view: RoomView) -> [UInt8] {
        let uid = room.head.uid
        let revision = room.revision
        // Log indexes, so rooms that were made together have places beside each other.
        let number = Int(uid.index % UInt64(DoorLimits.encodedRooms))
        let known = self.places.withLock { places -> [UInt8]? in
            guard let place = places[number], place.uid == uid, place.revision == revision,
                place.view == view
            else { return nil }
            return place.bytes
        }
        if let known { return known }
        var writer = WireWriter(capacity: 1024)
        writer.write(room, view: view)
        let bytes = writer.bytes
        guard bytes.count <= DoorLimits.encodedRoomBytes else { return bytes }
        let place = Place(uid: uid, revision: revision, view: view, bytes: bytes)
        self.places.withLock { $0[number] = place }
        return bytes
    }
}
