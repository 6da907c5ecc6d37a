package import RoomReplica

extension DataDirectory {
    /// Makes a directory that was moved the node's own at its new place.
    ///
    /// The caller vouches that the original is never used again: two processes that speak for one
    /// node may acknowledge and vote twice.
    package static func adopt(at path: String) throws(DataDirectoryError) -> StoreIdentity {
        let identity = try Self.readIdentity(at: path)
        let lock = try Self.takeLock(at: path)
        do {
            try OriginFile.write(in: path)
        } catch {
            throw DataDirectoryError(error, path: path)
        }
        withExtendedLifetime(lock) {}
        return identity
    }

    /// Throws for a directory that was copied from its place.
    static func requireOriginal(_ path: String) throws(DataDirectoryError) {
        let isCopy: Bool
        do {
            isCopy = try OriginFile.isCopy(path)
        } catch {
            throw DataDirectoryError(error, path: path)
        }
        guard !isCopy else { throw .copied(path: path) }
    }

    static func noteOrigin(of path: String) throws(DataDirectoryError) {
        do {
            try OriginFile.writeIfMissing(in: path)
        } catch {
            throw DataDirectoryError(error, path: path)
        }
    }
}
