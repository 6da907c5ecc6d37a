import NIOCore

/// Runs tasks on an event loop.
///
/// Callers of one connection run where its replies arrive: no thread is woken for a reply, and all
/// requests of one turn of the loop leave in one write. The load generator shares the machine with
/// the servers, and what it spends they lack.
final class EventLoopTaskExecutor: TaskExecutor {
    let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        self.eventLoop.execute {
            job.runSynchronously(on: self.asUnownedTaskExecutor())
        }
    }
}
