import RoomProtocol
import RoomState

/// Which page of rooms is wanted, and how much of each room.
struct RoomPageTerms: Sendable {
    let view: RoomView
    let size: Int
    let after: PageToken?
    private let token: @Sendable (RoomID) -> PageToken

    /// - Parameters:
    ///   - after: the token of the page before.
    ///   - token: makes the token of a page that ends with a room.
    init(
        view: Roomkeeper_V1_View, size: UInt32, after: PageToken?,
        token: @escaping @Sendable (RoomID) -> PageToken
    ) throws(InvalidField) {
        self.view = try RoomView(view, unlessTold: .basic)
        self.size = try PageSize.rooms(size)
        self.after = after
        self.token = token
    }

    /// The rooms of a page as they are told, as many as fit a reply, and where to go on.
    func messages(
        of page: RoomPage, in reader: some StateReader
    ) throws(StateReadFailure) -> ([Roomkeeper_V1_Room], PageToken?) {
        var budget = ReplyBudget()
        var messages: [Roomkeeper_V1_Room] = []
        messages.reserveCapacity(page.rooms.count)
        for (index, summary) in page.rooms.enumerated() {
            let message = try self.message(of: summary, in: reader)
            guard budget.take(message) else {
                let last = page.rooms[index - 1].id
                return (messages, self.token(last))
            }
            messages.append(message)
        }
        return (messages, page.next)
    }

    private func message(
        of summary: RoomSummary, in reader: some StateReader
    ) throws(StateReadFailure) -> Roomkeeper_V1_Room {
        guard self.view.showsStage || self.view.showsProducts else {
            return Roomkeeper_V1_Room(summary.head, summary.info, summary.settings)
        }
        guard let room = try RoomRecords.room(summary.id, in: reader) else {
            throw StateReadFailure("room \(summary.id) is gone from the view it was found in")
        }
        return Roomkeeper_V1_Room(room, view: self.view)
    }
}
