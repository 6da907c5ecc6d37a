import Synchronization

/// Whether the gRPC door has begun to stop.
///
/// The library cancels a call in the same way when the door stops, when the deadline of the call
/// passes and when its client is gone. The client of the first is to go elsewhere, that of the
/// second is out of time, and the third hears nothing.
final class DoorStop: Sendable {
    private let hasBegun = Atomic<Bool>(false)

    /// MUST be called before the library is told to stop.
    func begin() {
        self.hasBegun.store(true, ordering: .releasing)
    }

    /// The cause of a cancellation, as it is told to whoever can still hear it.
    var cause: CancellationCause {
        self.hasBegun.load(ordering: .acquiring) ? .stopping : .deadline
    }

    enum CancellationCause {
        case stopping
        case deadline
    }
}
