import ArgumentParser
import RoomProtocol

/// `roomctl room unlock-seat`.
struct RoomUnlockSeat: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "unlock-seat", abstract: "Unlock a seat.")

    @Argument(help: "The room's id.")
    var roomID: String

    @Argument(help: "The seat's number, from 1; seat 0 is the host's.")
    var seat: UInt32

    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        var unlockSeat = Roomkeeper_V1_UnlockSeat()
        unlockSeat.seatIndex = self.seat
        return .unlockSeat(unlockSeat)
    }
}
