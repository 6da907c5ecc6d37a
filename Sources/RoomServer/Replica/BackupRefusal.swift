/// Why a node does not make a backup, or gives no more of one.
package enum BackupRefusal: Error, Hashable, Sendable {
    /// Somebody else's is being made or read.
    case underWay
    /// It was never there, was ended, or was not read for too long.
    case unknown
    case failed(String)
    case stopping
}
