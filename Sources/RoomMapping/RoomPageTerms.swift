import ByteCoding
import RoomProtocol
import RoomState

/// Which page of rooms is wanted, and how much of each room.
struct RoomPageTerms: Sendable {
    let view: RoomView
    let size: Int
    let after: PageToken?
    private let question: StableHash

    /// - Parameter question: what the token must be of.
    init(
        view: Roomkeeper_V1_View, size: UInt32, token: String, of question: StableHash
    ) throws(InvalidField) {
        self.view = try RoomView(view, unlessTold: .basic)
        self.size = try PageSize.rooms(size)
        self.after = try token.isEmpty ? nil : PageToken(token, of: question)
        self.question = question
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
                return (messages, PageToken(after: last, of: self.question))
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
