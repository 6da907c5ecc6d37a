import RoomProtocol

/// What a change did, in words or as JSON.
struct MutationText {
    let response: Roomkeeper_V1_MutateResponse

    func rendered(as format: OutputFormat) throws -> String {
        switch format {
        case .json:
            return try JSONText.text(of: self.response)
        case .table:
            return TextTable.facts([
                ("room", self.response.roomID),
                ("revision", String(self.response.revision)),
                ("changed", self.changed),
                ("minted ids", self.response.mintedIds.joined(separator: ", ")),
            ])
        }
    }

    private var changed: String {
        let changed = self.response.changed ? "yes" : "no, the room already was as asked"
        return self.response.replayed ? "\(changed) (the outcome of the first attempt)" : changed
    }
}
