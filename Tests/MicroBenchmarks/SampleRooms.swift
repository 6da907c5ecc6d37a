import MemoryState
import Raft
import RoomReplica
import RoomState

/// A thousand rooms with the applier that made them, and updates of their titles: what a write of
/// the load tests is.
final class SampleRooms {
    static let count = 1_000
    static let valueBytes = 256
    static let term = Term(3)

    let state = MemoryState()
    var applier: RoomApplier
    private(set) var ids: [RoomID] = []
    private var index = LogIndex.zero
    private var groupTime = GroupTime(milliseconds: 1_800_000_000_000)

    /// Creates the rooms and stores them.
    init() throws {
        self.applier = try RoomApplier(group: .first, reader: self.state)
        for number in 0..<Self.count {
            let result = try self.applier.apply([self.entry(try Self.creation(number))])
            guard case .applied(let receipt)? = result.outcomes.first?.outcome.result else {
                throw WrongResult("the rooms", "room \(number) was not created")
            }
            self.ids.append(receipt.roomID)
        }
        self.state.write(try self.applier.takeChanges())
    }

    /// The next entry of the log; a millisecond passes from one to the next.
    func entry(_ command: RoomCommand) -> Entry {
        self.index = self.index.next
        self.groupTime = GroupTime(milliseconds: self.groupTime.milliseconds + 1)
        var command = command
        command.notAfter = GroupTime(milliseconds: self.groupTime.milliseconds + 30_000)
        let payload = CommandPayload(
            groupTime: self.groupTime, command: LoggedCommand.mutate(command).encoded())
        return Entry(
            index: self.index, term: Self.term, kind: .command, payload: payload.encoded())
    }

    /// The entries of `count` updates, each of another room than the one before.
    func updates(_ count: Int) throws -> [Entry] {
        var entries: [Entry] = []
        entries.reserveCapacity(count)
        for number in 0..<count {
            entries.append(self.entry(try self.update(number)))
        }
        return entries
    }

    /// Sets the title of one of the rooms to a value that it never had.
    func update(_ number: Int) throws -> RoomCommand {
        var update = RoomOperation.UpdateInfo()
        update.title = Self.value(number)
        // 387 and 1000 have no common factor, so every room has its turn.
        let room = self.ids[number &* 387 % self.ids.count]
        var command = RoomCommand(
            caller: "insecure", target: .room(room), operations: [.updateInfo(update)])
        command.requestID = RequestID(Self.requestID(number))
        return command
    }

    static func requestID(_ number: Int) -> String {
        "0dkq3v7w9x2c4m5n-\(number)"
    }

    /// 256 bytes that begin with the number.
    static func value(_ number: Int) -> String {
        let head = "\(number)-"
        return head + String(repeating: "x", count: Self.valueBytes - head.utf8.count)
    }

    private static func creation(_ number: Int) throws -> RoomCommand {
        guard let owner = UserID("owner-\(number)"), let id = RequestID("create-\(number)") else {
            throw WrongResult("the rooms", "owner or request \(number) has no valid id")
        }
        var command = RoomCommand(
            caller: "insecure", target: .newRoom,
            operations: [.create(.init(ownerID: owner, info: RoomInfo(title: "room \(number)")))])
        command.requestID = id
        return command
    }
}
