import ByteCoding
import Foundation
import Synchronization

/// Says which seed ran when an invariant of the deciders ends the process.
enum SeedNotice {
    static func announce(_ command: String) {
        InvariantObserver.current.withLock { observer in
            observer = { message in
                print("FAILED: an invariant does not hold: \(message)")
                print("again: \(command)")
                fflush(nil)
            }
        }
    }
}
