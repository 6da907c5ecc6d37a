/// What docs/operating.md tells an operator to do with a cluster that runs.
enum Procedure: String, CaseIterable, Sendable {
    case add = "adding a node"
    case promote = "making a learner a voter"
    case replace = "replacing a node that lives"
    case replaceDead = "replacing a node that is dead"
    case remove = "removing a node"
    case transferLeader = "moving the leadership"
    case drain = "stopping a node for a while"
    case updateAddress = "moving a node to another address"
    case rollingRestart = "restarting all nodes"
    case backup = "saving a backup"

    /// Writes within which the node dies; about as many as are made while the procedure takes.
    var span: UInt64 {
        switch self {
        case .promote, .transferLeader, .drain: 100
        case .rollingRestart: 2000
        default: 500
        }
    }
}
