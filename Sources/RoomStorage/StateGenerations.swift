import Synchronization

/// The state databases of a data directory: the one in use and those that received snapshots
/// became, each in a directory `state-N` of its own.
///
/// The log names the generation in use, so a generation may be deleted only when no write of the
/// log can name it any more. This object is where the log, the state and the snapshots agree on
/// that; it knows numbers, and touches no disk.
final class StateGenerations: Sendable {
    /// What `roomd format` makes.
    static let first: UInt64 = 0
    private static let prefix = "state-"

    private struct State {
        /// The newest one that the log names, or is being told to name.
        var named: UInt64
        /// Received and verified, and not named.
        var offered: [UInt64] = []
        /// The largest number ever given out.
        var last: UInt64
    }

    private let state: Mutex<State>

    /// - Parameter named: the generation that the log names.
    init(named: UInt64) {
        self.state = Mutex(State(named: named, last: named))
    }

    static func name(of generation: UInt64) -> String { "\(Self.prefix)\(generation)" }

    /// The generation whose directory has this name, or `nil` when it is not one.
    static func generation(named name: String) -> UInt64? {
        guard name.hasPrefix(Self.prefix), let number = UInt64(name.dropFirst(Self.prefix.count)),
            Self.name(of: number) == name
        else { return nil }
        return number
    }

    /// A number that no directory has.
    func makeNumber() -> UInt64 {
        self.state.withLock { state in
            state.last += 1
            return state.last
        }
    }

    /// From now on the log may name `generation`, whose directory is whole and durable.
    func offer(_ generation: UInt64) {
        self.state.withLock { $0.offered.append(generation) }
    }

    /// Must be called before the log is written that names `generation`; false when it must not be
    /// written, because there is no such state database.
    func claim(_ generation: UInt64) -> Bool {
        self.state.withLock { state in
            guard state.offered.contains(generation), generation > state.named else {
                return false
            }
            // Older offers can never be named now; they stay until they are withdrawn.
            state.named = generation
            state.offered.removeAll { $0 == generation }
            return true
        }
    }

    /// Takes back all offers that nobody claimed; their directories may be deleted.
    func withdrawOffers() -> [UInt64] {
        self.state.withLock { state in
            let withdrawn = state.offered
            state.offered.removeAll()
            return withdrawn
        }
    }
}
