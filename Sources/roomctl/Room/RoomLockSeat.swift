import ArgumentParser
import RoomProtocol

/// `roomctl room lock-seat`.
struct RoomLockSeat: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "lock-seat", abstract: "Lock a free seat: nobody can take it.")

    @Argument(help: "The room's id.")
    var roomID: String

    @Argument(help: "The seat's number, from 1; seat 0 is the host's.")
    var seat: UInt32

    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        var lockSeat = Roomkeeper_V1_LockSeat()
        lockSeat.seatIndex = self.seat
        return .lockSeat(lockSeat)
    }
}
