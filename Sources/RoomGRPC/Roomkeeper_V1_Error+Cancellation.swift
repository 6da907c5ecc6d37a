import RoomMapping
import RoomProtocol

extension Roomkeeper_V1_Error {
    /// Why a stream ends before its client has ended it.
    init(_ cause: DoorStop.CancellationCause) {
        switch cause {
        case .stopping:
            self = .shuttingDown()
        case .deadline:
            self.init(
                reason: "DEADLINE_EXCEEDED",
                message: "the deadline that the client set for the stream has passed; resume its"
                    + " watches in a new stream, with a later deadline or none",
                status: .deadlineExceeded)
        }
    }
}
