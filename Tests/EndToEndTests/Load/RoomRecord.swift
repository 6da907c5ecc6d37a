/// What was acknowledged of one room that a single writer owns, so what every node must show.
struct RoomRecord: Sendable {
    let roomID: String
    var title: String
    /// In the order of the bag.
    var products: [String] = []
    /// Changes after the creation; each adds one to the revision.
    var changes: UInt64 = 0

    var revision: UInt64 { 1 + self.changes }
}
