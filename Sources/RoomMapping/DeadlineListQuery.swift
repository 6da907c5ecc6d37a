package import RoomProtocol
package import RoomState
import SwiftProtobuf

/// What will happen by itself, in one room or in all.
package struct DeadlineListQuery: ViewQuery {
    package let terms: ReadTerms
    private let room: RoomID?
    private let size: Int
    private let after: DeadlineToken?

    package init(_ request: Roomkeeper_V1_ListDeadlinesRequest) throws(InvalidField) {
        let room = try request.roomID.isEmpty ? nil : RoomID(request.roomID, field: "room_id")
        self.room = room
        self.size = try PageSize.rooms(request.pageSize)
        self.after =
            try request.pageToken.isEmpty
            ? nil : DeadlineToken(request.pageToken, of: room)
        self.terms = try ReadTerms(level: request.readLevel, token: request.consistencyToken)
    }

    package func answer(
        in view: some StateReader, _ served: Served
    ) throws(StateReadFailure) -> Result<
        Roomkeeper_V1_ListDeadlinesResponse, Roomkeeper_V1_Error
    > {
        if let room = self.room, try RoomRecords.summary(room, in: view) == nil {
            return .failure(.roomNotFound(room.rawValue))
        }
        let page = try DeadlinePage.list(
            of: self.room, size: self.size, after: self.after, in: view)
        var response = Roomkeeper_V1_ListDeadlinesResponse()
        response.deadlines = page.deadlines.map { Roomkeeper_V1_Deadline($0) }
        response.nextPageToken = page.next?.text ?? ""
        response.served = served.message
        return .success(response)
    }
}

extension Roomkeeper_V1_Deadline {
    fileprivate init(_ deadline: Deadline) {
        self.init()
        self.dueAt = Google_Protobuf_Timestamp(deadline.dueAt)
        self.roomID = deadline.roomID.rawValue
        self.kind =
            switch deadline.kind {
            case .invite: .invite
            case .request: .request
            case .autoEnd: .autoEnd
            case .purge: .purge
            }
        self.subjectID = deadline.subject?.rawValue ?? ""
    }
}
