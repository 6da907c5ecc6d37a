package import RoomProtocol

/// One iteration of a watch: of a cluster, or of the rooms of a test.
package protocol RoomWatchReading: AnyObject {
    /// The next answer; nil when the task is cancelled.
    func next(
        isolation actor: isolated (any Actor)?
    ) async throws(RoomClientError) -> Roomkeeper_V1_WatchResponse?
}
