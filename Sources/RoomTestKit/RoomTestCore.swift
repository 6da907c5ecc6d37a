import ByteCoding
import Raft
import RoomMapping
import RoomProtocol
import RoomReplica
import RoomState
import SwiftProtobuf

/// One node's deciders without a cluster: every request is an entry that is committed at once.
struct RoomTestCore: ~Copyable {
    /// The node and the caller that replies and records name.
    static let node: UInt64 = 1
    private static let caller = "insecure"

    /// What the clock shows.
    private(set) var time: GroupTime
    let storage: RoomTestStorage
    private var applier: RoomApplier
    /// When the next deadline of any room is due.
    private var nextDueTime: GroupTime?
    private var presences = RoomTestPresences()
    var watches = RoomTestWatches()

    /// How far the rooms are applied.
    var applied: AppliedState { self.applier.applied }

    init(time: GroupTime) {
        let storage = RoomTestStorage()
        self.time = time
        self.storage = storage
        do throws(ApplyFailure) {
            self.applier = try RoomApplier(group: GroupID(1), reader: storage)
        } catch {
            fatalError("no rooms in memory could be read: \(error)")
        }
    }

    /// Moves the clock, and stops wherever something is due, as a leader would at that time.
    mutating func advance(by duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
        invariant(milliseconds >= 0, "group time never goes back, and was moved by \(duration)")
        let end = GroupTime(milliseconds: self.time.milliseconds + UInt64(milliseconds))
        while let next = [self.nextDueTime, self.presences.nextEnd].compactMap({ $0 }).min(),
            next <= end
        {
            self.time = max(self.time, next)
            let lost = self.presences.takeLost(at: self.time)
            if !lost.isEmpty {
                _ = self.apply(.presencesExpire(lost))
            }
            if let due = self.nextDueTime, due <= self.time {
                _ = self.apply(.tick)
            }
        }
        self.time = end
        self.watches.wakeIdle(at: self.time)
    }

    /// The same way as through a door: shape, then the log, then the rules.
    mutating func mutate(
        _ request: Roomkeeper_V1_MutateRequest, mint: RequestIDMint
    ) -> Result<Roomkeeper_V1_MutateResponse, Roomkeeper_V1_Error> {
        let command: RoomCommand
        do throws(InvalidField) {
            command = try Self.command(of: request, at: self.time, mint: mint)
        } catch {
            return .failure(Roomkeeper_V1_Error(error))
        }
        guard !request.validateOnly else { return self.answer(ValidationQuery(command)) }
        guard let outcome = self.apply(.command(command.encoded())) else {
            fatalError("a command has no outcome")
        }
        return Roomkeeper_V1_MutateResponse.result(of: outcome)
    }

    mutating func getRoom(
        _ request: Roomkeeper_V1_GetRoomRequest
    ) -> Result<Roomkeeper_V1_GetRoomResponse, Roomkeeper_V1_Error> {
        let query: RoomQuery
        do throws(InvalidField) {
            query = try RoomQuery(request)
        } catch {
            return .failure(Roomkeeper_V1_Error(error))
        }
        let storage = self.storage
        let room = Self.readable { () throws(StateReadFailure) in
            try RoomRecords.room(query.room, in: storage)
        }
        guard let room else { return .failure(.roomNotFound(query.room.rawValue)) }
        var response = Roomkeeper_V1_GetRoomResponse()
        response.room = Roomkeeper_V1_Room(room, view: query.view)
        response.readLevel = query.terms.level
        response.nodeID = Self.node
        response.consistencyToken = ConsistencyToken(index: self.applier.applied.index).text
        response.groupTime = Google_Protobuf_Timestamp(self.time)
        return .success(response)
    }

    /// What became of a request; asking voids it when nothing did.
    mutating func settle(
        _ request: Roomkeeper_V1_SettleRequest
    ) -> Result<Roomkeeper_V1_SettleResponse, Roomkeeper_V1_Error> {
        let settlement: Settlement
        do throws(InvalidField) {
            settlement = try Settlement(request, caller: Self.caller)
            try settlement.validate()
        } catch {
            return .failure(Roomkeeper_V1_Error(error))
        }
        guard let outcome = self.apply(.command(settlement.encoded())) else {
            fatalError("a settlement has no outcome")
        }
        return Roomkeeper_V1_SettleResponse.result(of: outcome)
    }

    /// Hosts are there: from now on they count as present for their time to live.
    mutating func heartbeat(
        _ request: Roomkeeper_V1_HeartbeatRequest
    ) -> Result<Roomkeeper_V1_HeartbeatResponse, Roomkeeper_V1_Error> {
        let heartbeats: [HostHeartbeat]
        do throws(InvalidField) {
            heartbeats = try HostHeartbeat.all(of: request)
        } catch {
            return .failure(Roomkeeper_V1_Error(error))
        }
        var response = Roomkeeper_V1_HeartbeatResponse()
        response.groupTime = Google_Protobuf_Timestamp(self.time)
        for heartbeat in heartbeats {
            response.items.append(self.item(for: heartbeat))
        }
        return .success(response)
    }

    private mutating func item(for heartbeat: HostHeartbeat) -> Roomkeeper_V1_HeartbeatItem {
        let storage = self.storage
        let room = Self.readable { () throws(StateReadFailure) in
            try RoomRecords.room(heartbeat.roomID, in: storage)
        }
        let result: HeartbeatResult
        switch HeartbeatRefusal(of: heartbeat.userID, in: room) {
        case .notHost: result = .notHost
        case nil:
            let seconds = self.presences.hear(of: heartbeat.roomID, at: self.time)
            result = seconds.map { .present(ttlSeconds: $0) } ?? .notTracked
        default: result = .notTracked
        }
        return Roomkeeper_V1_HeartbeatItem(heartbeat, result, room: room)
    }

    /// Answers a question about the rooms as they are.
    func answer<Query: ViewQuery>(
        _ query: Query
    ) -> Result<Query.Response, Roomkeeper_V1_Error> {
        let served = Served(
            self.applier.applied, level: query.terms.level, groupTime: self.time, node: Self.node)
        let storage = self.storage
        return Self.readable { () throws(StateReadFailure) in
            try query.answer(in: storage, served)
        }
    }

    private static func command(
        of request: Roomkeeper_V1_MutateRequest, at time: GroupTime, mint: RequestIDMint
    ) throws(InvalidField) -> RoomCommand {
        var command = try RoomCommand(request, caller: Self.caller)
        try RequestIdentity.assign(to: &command, from: request, groupTime: time, mint: mint)
        try command.validate()
        return command
    }

    /// Applies one entry at the time that the clock shows, and makes what it changed readable.
    ///
    /// - Returns: the outcome of a command.
    private mutating func apply(_ content: CommandPayload.Content) -> AppliedOutcome? {
        let payload = CommandPayload(groupTime: self.time, content: content)
        let entry = Entry(
            index: self.applier.applied.index.next, term: Term(1), kind: .command,
            payload: payload.encoded())
        let result: ApplyResult
        do throws(ApplyFailure) {
            result = try self.applier.apply([entry])
            self.storage.write(try self.applier.takeChanges())
        } catch {
            fatalError("rooms in memory could not be read: \(error)")
        }
        self.nextDueTime = result.nextDueTime
        self.presences.follow(result.presences.changes, at: self.time)
        self.watches.publish(result)
        return result.outcomes.first.map { applied in
            AppliedOutcome(
                index: applied.index, outcome: applied.outcome, groupTime: applied.groupTime)
        }
    }

    /// Memory is always readable; whatever it holds was written by the same code.
    private static func readable<Value, Failure: Error>(
        _ read: () throws(Failure) -> Value
    ) -> Value {
        do {
            return try read()
        } catch {
            fatalError("rooms in memory could not be read: \(error)")
        }
    }
}
