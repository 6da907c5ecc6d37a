internal import Dispatch
internal import Foundation

/// A named thread of its own that runs one function to its end.
///
/// The replica, the log and the apply loop block on disks and semaphores, so they must not borrow a
/// thread of the cooperative pool or of an event loop.
final class WorkerThread: Sendable {
    private let ended = DispatchGroup()

    /// - Parameter name: At most 15 bytes, the kernel's limit.
    init(name: String, body: @escaping @Sendable () -> Void) {
        let ended = self.ended
        ended.enter()
        let thread = Thread {
            // `Thread.name` does not reach Linux, and Glibc's function is not visible to Swift.
            // Only `top -H` and profilers lose something when it fails.
            try? Data(name.utf8).write(to: URL(fileURLWithPath: "/proc/thread-self/comm"))
            body()
            ended.leave()
        }
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// Waits until the function has returned.
    ///
    /// Must not be called on the thread itself.
    func join() {
        self.ended.wait()
    }
}
