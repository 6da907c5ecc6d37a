import RoomProtocol

/// One answer of a watch, in a line of words or as JSON.
struct WatchText {
    let response: Roomkeeper_V1_WatchResponse

    /// `nil` for what only tells programs that the watch lives.
    func rendered(as format: OutputFormat) throws -> String? {
        switch format {
        case .json: return try JSONText.text(of: self.response)
        case .table: return self.words
        }
    }

    private var words: String? {
        let time = TimeText.text(self.response.groupTime)
        switch self.response.update {
        case .snapshot(let snapshot):
            let room = snapshot.room
            return [
                time, room.roomID, "rev \(room.revision)", "(as it is)",
                "\(WireWord.text(room.state)), hosted by \(room.hostID): \"\(room.info.title)\"",
            ].joined(separator: "  ")
        case .change(let change): return ChangeText(change: change.change).line
        case .leftFilter(let left):
            return [time, left.roomID, "rev \(left.revision)", "no longer matches the filter"]
                .joined(separator: "  ")
        case .gone(let gone): return [time, gone.roomID, "does not exist"].joined(separator: "  ")
        case .progress, nil: return nil
        }
    }
}
