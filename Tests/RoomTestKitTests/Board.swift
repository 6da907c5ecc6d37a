import RoomClient
import RoomProtocol
import SwiftProtobuf

/// The code of an imagined client team: a board that shows what is pinned in a room, kept up to
/// date by a watch, in a process that may be restarted.
struct Board<Rooms: RoomService> {
    let rooms: Rooms
    let room: String
    private(set) var pinned: [String] = []
    private(set) var revision: UInt64 = 0
    /// What the team stores, to go on behind it.
    private(set) var token = ""
    /// How often it had to begin anew.
    private(set) var beginnings = 0

    init(rooms: Rooms, room: String) {
        self.rooms = rooms
        self.room = room
    }

    /// The board of a process that starts again with what the last one stored.
    init(restarting board: Board) {
        self.rooms = board.rooms
        self.room = board.room
        self.pinned = board.pinned
        self.revision = board.revision
        self.token = board.token
    }

    /// Follows the room until it is told a revision, however often it must begin anew.
    mutating func follow(until revision: UInt64) async throws {
        while self.revision < revision {
            do throws(RoomClientError) {
                for try await answer in self.rooms.watch(self.request) {
                    self.take(answer)
                    if self.revision >= revision { return }
                }
                return
            } catch {
                guard error.reason == "OUT_OF_RANGE" else { throw error }
                self.token = ""
            }
        }
    }

    private var request: Roomkeeper_V1_WatchRequest {
        .with {
            $0.roomIds = [self.room]
            if !self.token.isEmpty { $0.resumeToken = self.token }
        }
    }

    private mutating func take(_ answer: Roomkeeper_V1_WatchResponse) {
        self.token = answer.resumeToken
        switch answer.update {
        case .snapshot(let snapshot):
            self.beginnings += 1
            self.pinned = snapshot.room.products.pinned
            self.revision = snapshot.room.revision
        case .change(let change):
            self.revision = change.change.revision
            for event in change.change.events {
                switch event.event {
                case .productPinned(let pinned): self.pinned.append(pinned.productID)
                case .productUnpinned(let unpinned):
                    self.pinned.removeAll { $0 == unpinned.productID }
                default: continue
                }
            }
        case .gone, .leftFilter, .progress, nil: break
        }
    }
}
