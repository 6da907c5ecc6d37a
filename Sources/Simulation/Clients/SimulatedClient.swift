internal import Raft
internal import RoomReplica
internal import RoomState

/// A client with one operation at a time, as far as it knows.
struct SimulatedClient {
    enum Operation {
        case write(Write)
        case read(Read)
    }

    struct Write {
        var command: RoomCommand
        var encoded: [UInt8]
        var attempt: RequestHistory.Attempt
        /// The shared room slot that a new room is for.
        var slot: Int?
        /// Whether an attempt ended without a certain answer.
        var isUncertain = false
    }

    struct Read {
        var room: RoomID
        var consistency: ReadConsistency
        /// What everyone who asks must see: the highest index that was answered before the call.
        var floor: LogIndex
    }

    struct Attempt {
        var number: Int
        var ticket: UInt64
        /// The place of the node that was asked.
        var place: Int
        var time: UInt64
        /// The term in which that node led then, if it did.
        var leads: Term?
    }

    let place: Int
    /// The last change of a room, whose request id may be taken for another one by mistake.
    var previous: RoomCommand?
    var operation: Operation?
    var attempt: Attempt?
    var attempts = 0
    /// Operations begun.
    var count = 0
    /// Attempts begun, over all operations.
    var attemptCount = 0
    /// The highest index that this client was shown: what it asks for with AT_LEAST.
    var seen = LogIndex.zero
    /// The node that answered last: half of the time it is asked again, wherever it stands by now.
    var home: Int?

    init(place: Int) {
        self.place = place
    }

    func isWaiting(at place: Int) -> Bool { self.attempt?.place == place }
}
