/// One step of work on a snapshot, to be done by the snapshot thread in the order given, and
/// answered by one `SnapshotResult` with the same `number`.
package struct SnapshotTask: Equatable, Sendable {
    package enum Work: Equatable, Sendable {
        case create
        case read(offset: UInt64, count: Int)
        case release
        case begin(SnapshotManifest)
        case write(bytes: [UInt8], offset: UInt64)
        case finish
        case abandon
    }

    package var number: UInt64
    package var work: Work

    package init(number: UInt64, work: Work) {
        self.number = number
        self.work = work
    }
}

/// What became of a `SnapshotTask`.
package struct SnapshotResult: Equatable, Sendable {
    package enum Outcome: Equatable, Sendable {
        case created(SnapshotManifest)
        case read([UInt8])
        /// The bytes that are there already.
        case begun(UInt64)
        case written
        /// The generation of the state database that holds the snapshot.
        case finished(UInt64)
        /// After `release` and `abandon`.
        case done
        case failed(SnapshotStorageError)
    }

    package var number: UInt64
    package var outcome: Outcome

    package init(number: UInt64, outcome: Outcome) {
        self.number = number
        self.outcome = outcome
    }
}
