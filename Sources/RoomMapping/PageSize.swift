import RoomState

/// How many items an answer may hold, as a request says it.
enum PageSize {
    static func rooms(_ told: UInt32) throws(InvalidField) -> Int {
        try Self.checked(
            told, unlessTold: RoomState.Limits.roomsPerPageDefault,
            in: RoomState.Limits.roomsPerPage, field: "page_size")
    }

    static func checked(
        _ told: UInt32, unlessTold: Int, in allowed: ClosedRange<Int>, field: String
    ) throws(InvalidField) -> Int {
        guard told != 0 else { return unlessTold }
        guard allowed.contains(Int(told)) else {
            throw InvalidField(
                field: field, limit: "\(allowed.lowerBound) to \(allowed.upperBound)",
                actual: "\(told)")
        }
        return Int(told)
    }
}
