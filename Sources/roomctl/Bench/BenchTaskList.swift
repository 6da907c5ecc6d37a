import Synchronization

/// Tasks that run until they are told to end.
final class BenchTaskList: Sendable {
    private let tasks = Mutex<[Task<Void, Never>]>([])

    func append(_ task: Task<Void, Never>) {
        self.tasks.withLock { $0.append(task) }
    }

    /// Returns when all have ended.
    func cancelAll() async {
        let tasks = self.tasks.withLock { tasks in
            defer { tasks = [] }
            return tasks
        }
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }
}
