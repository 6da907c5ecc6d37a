internal import Raft

/// Both ends of a node's snapshot transfers, and the tasks that they ask of storage.
struct SnapshotExchange: Sendable {
    private enum Purpose: Sendable {
        case send(SnapshotSender.Purpose)
        case receive(SnapshotReceiver.Purpose)
    }

    var sender: SnapshotSender
    var receiver = SnapshotReceiver()
    /// What the tasks under way are for, by number.
    ///
    /// Read by key only.
    private var purposes: [UInt64: Purpose] = [:]
    private var lastNumber: UInt64 = 0

    init(options: SnapshotOptions, electionTicks: Int) {
        self.sender = SnapshotSender(options: options, electionTicks: electionTicks)
    }

    /// Returns why an incoming snapshot was given up, if it was.
    mutating func didFinish(_ result: SnapshotResult, at tick: UInt64) -> SnapshotStorageError? {
        switch self.purposes.removeValue(forKey: result.number) {
        case .send(let purpose):
            self.sender.didFinish(purpose, result.outcome, at: tick)
            return nil
        case .receive(let purpose):
            return self.receiver.didFinish(purpose, result.outcome)
        case nil:
            return nil
        }
    }

    mutating func takeTasks(
        _ sent: SnapshotSender.Output, _ received: SnapshotReceiver.Output
    ) -> [SnapshotTask] {
        var tasks: [SnapshotTask] = []
        for (purpose, work) in sent.work {
            tasks.append(self.number(.send(purpose), work))
        }
        for (purpose, work) in received.work {
            tasks.append(self.number(.receive(purpose), work))
        }
        return tasks
    }

    private mutating func number(_ purpose: Purpose, _ work: SnapshotTask.Work) -> SnapshotTask {
        self.lastNumber += 1
        self.purposes[self.lastNumber] = purpose
        return SnapshotTask(number: self.lastNumber, work: work)
    }
}
