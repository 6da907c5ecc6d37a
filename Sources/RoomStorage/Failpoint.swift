/// A named place before or after a step that changes a disk.
///
/// Its name is `before-STEP` or `after-STEP`, for example `before-log-write`.
package struct Failpoint: Hashable, Sendable, CaseIterable, CustomStringConvertible {
    package enum Moment: String, Hashable, Sendable, CaseIterable {
        case before
        case after
    }

    /// Each write, sync, rename and switch that this module performs.
    package enum Step: String, Hashable, Sendable, CaseIterable {
        /// The synced batch of entries, hard state and acknowledgements.
        case logWrite = "log-write"
        /// The synced batch that makes a received snapshot the node's state and empties the log.
        case logInstall = "log-install"
        /// The synced batch with the log's new first index.
        case logTruncationSwitch = "log-truncation-switch"
        /// The deletion of the entries before the first index.
        case logTruncationDelete = "log-truncation-delete"
        /// The synced batch that binds a node to its data directory.
        case logPin = "log-pin"
        /// The batch of one apply batch, in memory only.
        case stateWrite = "state-write"
        /// The sync of everything applied so far.
        case stateFlush = "state-flush"
        /// The switch of readers and writers to the state database of another generation.
        case stateSwitch = "state-switch"
        /// The deletion of the state database that was switched away from.
        case stateDelete = "state-delete"
        /// The copy of the state database that is to be sent.
        case snapshotCheckpoint = "snapshot-checkpoint"
        /// The deletion of such a copy.
        case snapshotRelease = "snapshot-release"
        /// The manifest of a snapshot that is to be received, under its temporary name.
        case snapshotManifestWrite = "snapshot-manifest-write"
        case snapshotManifestSync = "snapshot-manifest-sync"
        /// The rename after which a snapshot is being received.
        case snapshotManifestRename = "snapshot-manifest-rename"
        case snapshotManifestDirectorySync = "snapshot-manifest-directory-sync"
        /// A part of a file that is received.
        case snapshotChunkWrite = "snapshot-chunk-write"
        /// The sync of such parts, every few of them.
        case snapshotChunkSync = "snapshot-chunk-sync"
        /// The receiver's identity in place of the sender's, in memory only.
        case snapshotIdentityWrite = "snapshot-identity-write"
        case snapshotIdentityFlush = "snapshot-identity-flush"
        /// The sync of all files and directories of a received snapshot.
        case snapshotSync = "snapshot-sync"
        /// The rename that makes a received snapshot a state database.
        case snapshotRename = "snapshot-rename"
        case snapshotDirectorySync = "snapshot-directory-sync"
        /// The deletion of a snapshot that was being received.
        case snapshotDiscard = "snapshot-discard"
        /// The deletion of a leftover when the directory is opened.
        case openingDelete = "opening-delete"
        case formatDirectoryCreate = "format-directory-create"
        case formatLogWrite = "format-log-write"
        case formatStateWrite = "format-state-write"
        case formatStateFlush = "format-state-flush"
        /// The sync of all files and directories under the temporary name.
        case formatSync = "format-sync"
        case formatLogRename = "format-log-rename"
        case formatStateRename = "format-state-rename"
        case formatIdentityWrite = "format-identity-write"
        case formatIdentitySync = "format-identity-sync"
        /// The rename that turns an unfinished directory into a data directory.
        case formatIdentityRename = "format-identity-rename"
        case formatDirectorySync = "format-directory-sync"
    }

    package var moment: Moment
    package var step: Step

    package static var allCases: [Failpoint] {
        Step.allCases.flatMap { step in Moment.allCases.map { Failpoint($0, step) } }
    }

    package init(_ moment: Moment, _ step: Step) {
        self.moment = moment
        self.step = step
    }

    package init?(name: String) {
        guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }

    package var name: String { "\(self.moment.rawValue)-\(self.step.rawValue)" }

    package var description: String { self.name }
}
