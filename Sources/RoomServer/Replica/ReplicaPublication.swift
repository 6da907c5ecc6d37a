import RoomReplica
import RoomState
import Synchronization

/// What other threads may see of a running replica, as of its last turn or tick.
final class ReplicaPublication: Sendable {
    private let statusCopy: Mutex<ReplicaStatus>
    private let groupMilliseconds = Atomic<UInt64>(0)

    init(initial: ReplicaStatus) {
        self.statusCopy = Mutex(initial)
        self.groupMilliseconds.store(initial.groupTime.milliseconds, ordering: .relaxed)
    }

    var status: ReplicaStatus { self.statusCopy.withLock { $0 } }

    var groupTime: GroupTime {
        GroupTime(milliseconds: self.groupMilliseconds.load(ordering: .relaxed))
    }

    func publish(_ status: ReplicaStatus) {
        self.statusCopy.withLock { $0 = status }
    }

    func publish(_ groupTime: GroupTime) {
        self.groupMilliseconds.store(groupTime.milliseconds, ordering: .relaxed)
    }
}
