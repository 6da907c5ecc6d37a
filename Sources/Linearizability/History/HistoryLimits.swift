/// Bounds of what is read as a history.
package enum HistoryLimits {
    /// A watch over a long run is the longest line there is: about 40 bytes an event.
    package static let lineBytes = 16 << 20
    /// All of a file is in memory while it is judged.
    package static let fileBytes = 1 << 30
    /// More than any room lives to see, and exact in whatever a recorder counts with.
    package static let revision = 1 << 53
    /// The most pins and co-hosts that a room can have, whatever its settings (docs/rooms.md).
    package static let pins = 20
    package static let cohosts = 32
}
