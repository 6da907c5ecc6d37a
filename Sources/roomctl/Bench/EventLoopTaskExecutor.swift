import NIOCore
import Synchronization

/// Runs tasks on an event loop.
///
/// Callers of one connection run where its replies arrive: no thread is woken for a reply, and all
/// requests of one turn of the loop leave in one write. What becomes ready in one turn is handed to
/// the loop as one piece of work. The load generator shares the machine with the servers, and what
/// it spends they lack.
final class EventLoopTaskExecutor: TaskExecutor {
    let eventLoop: any EventLoop
    private let ready = Mutex<[UnownedJob]>([])

    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isFirst = self.ready.withLock { ready in
            ready.append(job)
            return ready.count == 1
        }
        guard isFirst else { return }
        self.eventLoop.execute { self.runReady() }
    }

    private func runReady() {
        let jobs = self.ready.withLock { ready in
            var jobs: [UnownedJob] = []
            swap(&jobs, &ready)
            return jobs
        }
        for job in jobs {
            job.runSynchronously(on: self.asUnownedTaskExecutor())
        }
    }
}
