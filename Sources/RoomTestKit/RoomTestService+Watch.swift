public import RoomClient
public import RoomProtocol
import Synchronization

extension RoomTestService {
    /// Follows rooms as a cluster lets them be followed; told is what happened when the reader asks
    /// for it, and progress when the clock was moved by the interval and nothing else was told.
    ///
    /// A reader that sleeps through too much is treated as by a cluster: one for the LATEST gets
    /// rooms instead of changes, any other resumes by itself, or hears OUT_OF_RANGE.
    public func watch(_ request: Roomkeeper_V1_WatchRequest) -> RoomWatch {
        RoomWatch { RoomTestWatchReader(self, request) }
    }

    // MARK: For the reader

    func beginWatch(
        _ request: Roomkeeper_V1_WatchRequest
    ) -> Result<UInt64, Roomkeeper_V1_Error> {
        self.core.withLock { $0.beginWatch(request) }
    }

    func nextOfWatch(_ id: UInt64) -> RoomTestCore.WatchStep {
        self.core.withLock { $0.nextOfWatch(id) }
    }

    func endWatch(_ id: UInt64) {
        self.core.withLock { $0.watches[id] = nil }
    }

    /// Returns when the watch may have something to tell, or the task is cancelled.
    func waitForWatch(_ id: UInt64) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                self.core.withLock { core in
                    guard core.watches[id] != nil else { return continuation.resume() }
                    core.watches[id]?.park(continuation)
                }
                // A cancellation that came before found nobody to wake.
                if Task.isCancelled { self.wakeReader(of: id) }
            }
        } onCancel: {
            self.wakeReader(of: id)
        }
    }

    private func wakeReader(of id: UInt64) {
        self.core.withLock { $0.watches[id]?.wake() }
    }
}
