import ArgumentParser
import RoomProtocol

/// What to do when the host already hosts another live room.
struct OnConflictOptions: ParsableArguments {
    @Flag(
        name: .customLong("end-other"),
        help: "End the host's other live room instead of being refused.")
    var endOther = false

    var message: Roomkeeper_V1_OnConflict {
        self.endOther ? .endOther : .fail
    }
}
