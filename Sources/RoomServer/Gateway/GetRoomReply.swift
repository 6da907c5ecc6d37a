import ByteCoding
import Raft
import RoomMapping
package import RoomProtocol
import RoomReplica
import RoomState

/// The answer to a read, before the room is read.
///
/// The room is read by `resolve()`: later than the grant, which makes what it sees newer and never
/// older, and on the door's thread, so that a slow disk holds up no consensus.
package struct GetRoomReply: Sendable {
    enum Answer: Sendable {
        /// Refused before the replica was asked.
        indirect case refused(Roomkeeper_V1_Error)
        case answered(Result<ReadGrant, SubmitFailure>, RoomQuery)
    }

    let gateway: RoomGateway
    private let answer: Answer
    private let started: ContinuousClock.Instant

    init(_ gateway: RoomGateway, _ answer: Answer, _ started: ContinuousClock.Instant) {
        self.gateway = gateway
        self.answer = answer
        self.started = started
    }

    /// The response or the error.
    ///
    /// To be called once, on a thread that may wait for the disk.
    package func resolve() -> Result<Roomkeeper_V1_GetRoomResponse, Roomkeeper_V1_Error> {
        self.found().map { Roomkeeper_V1_GetRoomResponse($0) }
    }

    /// What becomes the response, or the error; to be called instead of `resolve`.
    func found() -> Result<FoundRoom, Roomkeeper_V1_Error> {
        let result = self.result()
        switch result {
        case .success: self.gateway.ended(.getRoom, .ok, self.started)
        case .failure(let error):
            self.gateway.ended(.getRoom, error.gatewayResult, self.started)
        }
        return result
    }

    private func result() -> Result<FoundRoom, Roomkeeper_V1_Error> {
        switch self.answer {
        case .refused(let error): return .failure(error)
        case .answered(.failure(let failure), _):
            return .failure(self.gateway.readError(for: failure))
        case .answered(.success(let grant), let query):
            do {
                return try self.find(query, grant)
            } catch {
                return .failure(.stateUnreadable(error))
            }
        }
    }

    private func find(
        _ query: RoomQuery, _ grant: ReadGrant
    ) throws(StateReadFailure) -> Result<FoundRoom, Roomkeeper_V1_Error> {
        // The token must not promise less than the room shows: a reader that takes it to another
        // node would see an older room there.
        let (found, applied) = try self.gateway.rooms.room(query.room)
        guard let room = found else {
            return .failure(.roomNotFound(query.room.rawValue))
        }
        return .success(
            FoundRoom(
                room, query: query, node: self.gateway.node,
                index: max(grant.appliedIndex, applied.index),
                groupTime: max(grant.groupTime, applied.groupTime)))
    }
}
