package import RoomProtocol
package import Watching

/// Where a watch is told to: one per watch, made by a door, used on the watch's event loop only.
package protocol WatchSink: AnyObject {
    /// Whether the reader keeps up, so that an update may be told now.
    ///
    /// When that changes to true, the door must call `WatchSession.pump`.
    var isReady: Bool { get }

    /// Tells one update; it may stay unsent until `flush`.
    func tell(_ update: WatchUpdate)

    func flush()

    /// The watch is over and nothing more will be told.
    func ended(_ error: Roomkeeper_V1_Error)
}
