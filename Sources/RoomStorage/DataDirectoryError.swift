package import Raft
package import RoomReplica

/// Why a data directory could not be formatted or opened; its text says what to do.
package enum DataDirectoryError: Error, Hashable, Sendable, CustomStringConvertible {
    case missing(path: String)
    case notADirectory(path: String)
    /// There is no `IDENTITY`; `isUnfinished` when `format` died before it was done.
    case notFormatted(path: String, isUnfinished: Bool)
    /// `format` was given a directory with something in it.
    case notEmpty(path: String, found: String)
    case alreadyFormatted(path: String, identity: StoreIdentity)
    case locked(path: String, processID: Int32?)
    case notWritable(path: String, reason: String)
    case otherCluster(path: String, found: ClusterID, expected: ClusterID)
    case otherNode(path: String, found: NodeID, expected: NodeID)
    case unknownFormat(path: String, version: UInt64)
    /// Its files are copies of those with which the node ran.
    case copied(path: String)
    case damaged(path: String, reason: String)
    /// The rooms were to come from a backup that does not hold them.
    case unusableBackup(BackupFailure)
    case io(path: String, reason: String)

    package var description: String {
        switch self {
        case .missing(let path):
            "the data directory \(path) does not exist; check the path, or create it with "
                + "`roomd format` (`roomd run` never creates one)"
        case .notADirectory(let path):
            "\(path) is not a directory; give the path of a data directory"
        case .notFormatted(let path, let isUnfinished):
            isUnfinished
                ? "\(path) was not made completely: `roomd format`, `roomctl backup restore` or "
                    + "`roomctl cluster recover` was interrupted; run it again"
                : "\(path) is not a data directory, as it has no file \(IdentityFile.name); check "
                    + "the path, or format an empty directory with `roomd format`"
        case .notEmpty(let path, let found):
            "\(path) is not empty: it holds \"\(found)\"; `roomd format` takes only a missing or "
                + "empty directory and removes nothing that it did not write"
        case .alreadyFormatted(let path, let identity):
            "\(path) is already the data directory of node \(identity.node) of cluster "
                + "\(identity.cluster); start it with `roomd run`, or format another directory"
        case .locked(let path, let processID):
            "\(path) is in use by "
                + (processID.map { "process \($0)" } ?? "another process")
                + "; stop that node first, or give this one a directory of its own"
        case .notWritable(let path, let reason):
            "\(path) is not writable by this user: \(reason); change its owner or mode, or run as "
                + "the user it belongs to"
        case .otherCluster(let path, let found, let expected):
            "\(path) belongs to cluster \(found), but this node is configured for cluster "
                + "\(expected); check which directory or configuration is meant"
        case .otherNode(let path, let found, let expected):
            "\(path) belongs to node \(found), but this node is configured as node \(expected); "
                + "check which directory or configuration is meant"
        case .unknownFormat(let path, let version):
            "\(path) has format version \(version), and this program knows only version "
                + "\(IdentityFile.formatVersion); run the release that wrote it"
        case .copied(let path):
            "\(path) is a copy of a data directory, and two processes that speak for one node "
                + "break what the cluster promises; if the directory was moved and the original "
                + "will never be started again, run `roomd adopt --data \(path)`; for a second "
                + "node use an empty directory and `roomctl cluster add`"
        case .damaged(let path, let reason):
            "\(path) is damaged: \(reason). The node does not start on it, as it may have lost "
                + "what it promised others; keep a copy, and replace this node by one with a new "
                + "node id and an empty directory"
        case .unusableBackup(let failure):
            failure.description
        case .io(let path, let reason):
            "\(path) could not be read or written: \(reason); check the disk and the system log"
        }
    }
}

extension DataDirectoryError {
    /// A failed call on a file of the data directory `path`.
    init(_ error: SystemCallError, path: String) {
        self =
            error.isRefusal
            ? .notWritable(path: path, reason: error.description)
            : .io(path: path, reason: error.description)
    }
}
