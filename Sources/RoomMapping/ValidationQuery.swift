import Raft
package import RoomProtocol
import RoomReplica
package import RoomState

/// What a command would do, were it applied now: a dry run on the rooms of a moment that is not
/// before any change acknowledged when it was asked for.
package struct ValidationQuery: ViewQuery {
    private let command: RoomCommand

    package init(_ command: RoomCommand) {
        self.command = command
    }

    package var terms: ReadTerms { .linearizable }

    package func answer(
        in view: some StateReader, _ served: Served
    ) throws(StateReadFailure) -> Result<Roomkeeper_V1_MutateResponse, Roomkeeper_V1_Error> {
        var response = Roomkeeper_V1_MutateResponse()
        var room: Room?
        if case .room(let id) = self.command.target {
            room = try RoomRecords.room(id, in: view)
            response.roomID = id.rawValue
        }
        let now = served.applied
        let context = ApplyContext(
            group: GroupID.first.rawValue, index: now.index.next.rawValue,
            groupTime: served.groupTime)
        let run = try RoomDryRun.judge(
            self.command, room: room, at: context,
            livenessFloor: try Deadline.livenessFloor(in: view)
        ) { (host) throws(StateReadFailure) in
            try RoomRecords.room(hostedBy: host, in: view)
        }
        if let room {
            response.uid = room.head.uid.description
            response.revision = room.revision
            response.etag = room.etag.description
        }
        response.validation.wouldApply = run.wouldApply
        response.validation.wouldChange = run.wouldChange
        response.validation.failures = run.failures.map { Roomkeeper_V1_Error($0) }
        response.consistencyToken = served.message.consistencyToken
        response.groupTime = served.message.groupTime
        return .success(response)
    }
}
