import Logging
import ServiceLifecycle
import Synchronization

/// Runs the door of another module until it is told to stop.
///
/// The door gets a graceful shutdown of its own: the node's must not reach it before leadership was
/// handed over. So the task is detached from the node's and carries none of its task-local values.
final class DoorTask: Sendable {
    private let group: ServiceGroup
    private let task: Task<Void, Never>

    /// Starts the door; `didFail` is called with the reason when it ends of itself.
    init(
        _ door: any Service, name: String, logger: Logger,
        didFail: @escaping @Sendable (NodeFailure) -> Void
    ) {
        // The library tells of every service that starts or stops; the node's log has its own line.
        var quiet = logger
        quiet.logLevel = .critical
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [door], gracefulShutdownSignals: [], logger: quiet))
        self.group = group
        self.task = Task.detached {
            do {
                try await group.run()
            } catch is CancellationError {
                return
            } catch {
                didFail(NodeFailure("the \(name) door failed: \(error)"))
            }
        }
    }

    /// Lets calls under way end, and drops what is left of them after `grace`.
    func stop(within grace: Duration) async {
        await self.group.triggerGracefulShutdown()
        let cut = Task {
            try await Task.sleep(for: grace)
            self.task.cancel()
        }
        await self.task.value
        cut.cancel()
    }
}
