#if PLANTED_DEFECTS
package import Synchronization

/// A fault put into the server on purpose, to show that chaos runs find it (`chaos/defects`).
///
/// No build has these but one made with the flag PLANTED_DEFECTS; there, one is chosen by name when
/// the process starts.
package enum PlantedDefect: UInt8, CaseIterable, Sendable {
    case ackBeforeFsync = 1
    case readWithoutReadIndex
    case requestsForgottenOnRestart
    case voteNotPersisted
    case snapshotWithoutLastBatch

    package static let chosen = Atomic<UInt8>(0)

    package var isChosen: Bool { Self.chosen.load(ordering: .relaxed) == self.rawValue }

    /// As `ROOMKEEPER_PLANTED_DEFECT` names it.
    package var name: String {
        switch self {
        case .ackBeforeFsync: "ack-before-fsync"
        case .readWithoutReadIndex: "read-without-readindex"
        case .requestsForgottenOnRestart: "requests-forgotten-on-restart"
        case .voteNotPersisted: "vote-not-persisted"
        case .snapshotWithoutLastBatch: "snapshot-without-last-batch"
        }
    }
}
#endif
