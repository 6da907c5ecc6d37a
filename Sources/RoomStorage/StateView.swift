import RocksDB
import RoomState

/// One generation of a node's rooms as of one moment.
///
/// It is let go with its last reference, and until then keeps its generation open, also when
/// another one has taken its place.
final class StateView: StateReader {
    private let state: StateDatabase
    private let snapshot: Snapshot

    init(of state: StateDatabase) {
        self.state = state
        self.snapshot = Snapshot(of: state.database)
    }

    func value(for key: [UInt8]) throws(StateReadFailure) -> [UInt8]? {
        try self.state.value(for: key, at: self.snapshot)
    }

    func pairs(
        withPrefix prefix: [UInt8], from start: [UInt8]?, limit: Int
    ) throws(StateReadFailure) -> [StatePair] {
        try self.state.pairs(withPrefix: prefix, from: start, limit: limit, at: self.snapshot)
    }
}
