/// What an answer told of a room; what is nil was not told.
struct RoomSight: Hashable, Sendable {
    var exists: Bool?
    var revision: Int?
    var value: HistoryValue?
    var host: String?
    var pins: [String]?
    var cohosts: [String]?

    /// Of an answer to a read, or to a change, which tells its revision.
    init(_ result: OperationResult?, isRead: Bool) {
        guard isRead else {
            self.revision = result?.revision
            return
        }
        self.exists = result?.exists
        // Of a room that is not there nothing else is told.
        guard let result, result.exists != false else { return }
        self.revision = result.revision
        self.value = result.value?.asTitle
        self.host = result.host
        self.pins = result.pins
        self.cohosts = result.cohosts?.sorted()
    }

    var isEmpty: Bool {
        self.exists == nil && self.revision == nil && self.value == nil && self.host == nil
            && self.pins == nil && self.cohosts == nil
    }
}
