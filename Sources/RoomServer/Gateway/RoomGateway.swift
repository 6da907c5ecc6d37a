import Raft
import RoomMapping
package import RoomProtocol
import RoomReplica
import RoomState

/// What stands behind every door: requests in, replies of the protocol out.
///
/// It checks the shape of a request, mints what the caller left out, hands the command to the
/// replica and turns the outcome into one response or one error for all doors. It knows no rule of
/// rooms and none of consensus: whatever depends on a room's state is judged when the command is
/// applied.
///
/// No call blocks, and none makes a task: a completion runs on the replica's thread, or at once on
/// the caller's when the request is refused before it gets there. What it is given is only decoded
/// by `resolve()`, which the door calls on a thread of its own.
package final class RoomGateway: Sendable {
    package struct Options: Sendable {
        /// Requests under way, all doors together; one more is OVERLOADED.
        package var requestsInFlight = DoorLimits.requestsInFlight
        /// Changes a second of one room, twice as many at once; 0: as many as come.
        package var roomRate = 0
        /// The program's version, for the node's status.
        package var version = ""
        /// How the node's disk is, for the same.
        package var disk: @Sendable () -> DiskCondition = { DiskCondition() }
        /// How its certificate is; `nil` without TLS.
        package var certificate: @Sendable () -> CertificateCondition? = { nil }

        package init() {}
    }

    let replica: any ReplicaService
    let rooms: AppliedRooms
    let observer: any GatewayObserver
    let options: Options
    /// `nil`: there is nothing to make backups of.
    let backups: BackupWorker?
    let node: NodeID
    let encodedRooms: EncodedRooms
    private let requestIDs = RequestIDMint()
    private let load: GatewayLoad
    /// `nil`: rooms may be changed as fast as one likes.
    private let rates: RoomRates?

    package init(
        replica: any ReplicaService, rooms: AppliedRooms, observer: any GatewayObserver,
        options: Options = Options(), backups: BackupWorker? = nil
    ) {
        self.replica = replica
        self.rooms = rooms
        self.observer = observer
        self.options = options
        self.backups = backups
        self.node = replica.status.identity.node
        self.encodedRooms = EncodedRooms()
        self.load = GatewayLoad()
        self.rates = options.roomRate > 0 ? RoomRates(rate: options.roomRate) : nil
    }

    private init(_ other: RoomGateway, observer: any GatewayObserver) {
        self.replica = other.replica
        self.rooms = other.rooms
        self.observer = observer
        self.options = other.options
        self.backups = other.backups
        self.node = other.node
        self.encodedRooms = other.encodedRooms
        self.load = other.load
        self.rates = other.rates
    }

    /// The same gateway as one door sees it: it reports to `observer`, and shares the bounds on
    /// requests with all others.
    package func reporting(to observer: any GatewayObserver) -> RoomGateway {
        RoomGateway(self, observer: observer)
    }

    /// Requests of all doors handed to the replica and not completed yet.
    package var requestsInFlight: Int { self.load.requests }

    /// Checks and proposes a change of one room.
    ///
    /// - Parameter caller: The authenticated service, or `insecure` without TLS.
    package func mutate(
        _ request: Roomkeeper_V1_MutateRequest, caller: String, deadline: ContinuousClock.Instant,
        completion: @escaping @Sendable (MutateReply) -> Void
    ) {
        let started = ContinuousClock.now
        guard self.admit() else {
            return completion(MutateReply(self, .failed(self.overloaded()), started))
        }
        switch self.command(for: request, caller: caller) {
        case .failure(let error):
            self.release()
            completion(MutateReply(self, .failed(error), started))
        case .success(let command) where request.validateOnly:
            self.answer(ValidationQuery(command), deadline: deadline) { result in
                self.release()
                completion(MutateReply(self, .validated(result), started))
            }
        case .success(let command):
            let (requestID, notAfter) = (command.requestID, command.notAfter)
            self.replica.propose(command.encoded(), deadline: deadline) { result in
                self.release()
                var answer = MutateReply.Answer.answered(result)
                if case .failure(let failure) = result, case .outcomeUnknown = failure {
                    var error = self.error(for: failure)
                    error.name(requestID, notAfter)
                    answer = .failed(error)
                }
                completion(MutateReply(self, answer, started))
            }
        }
    }

    /// The command of a request, or why it is refused before anything is proposed.
    private func command(
        for request: Roomkeeper_V1_MutateRequest, caller: String
    ) -> Result<RoomCommand, Roomkeeper_V1_Error> {
        let groupTime = self.replica.groupTime
        guard groupTime > .zero else {
            // Without group time no deadline can be minted or judged.
            return .failure(.notReady("it has not heard of a leader since it started"))
        }
        do {
            var command = try RoomCommand(request, caller: caller)
            try RequestIdentity.assign(
                to: &command, from: request, groupTime: groupTime, mint: self.requestIDs)
            try command.validate()
            // A dry run changes nothing, so it counts for nothing.
            if !request.validateOnly, case .room(let id) = command.target, let rates = self.rates,
                let refusal = rates.admit(id, at: .now)
            {
                return .failure(refusal)
            }
            return .success(command)
        } catch {
            return .failure(Roomkeeper_V1_Error(error))
        }
    }

    /// Counts a request in; `false` when as many as may be are under way.
    func admit() -> Bool {
        self.load.admit(within: self.options.requestsInFlight)
    }

    func release(_ count: Int = 1) {
        self.load.release(count)
    }

    func overloaded() -> Roomkeeper_V1_Error {
        .overloaded(limit: "\(self.options.requestsInFlight) requests under way on this node")
    }

    /// Reports how a call ended to the observer.
    func ended(
        _ request: GatewayRequest, _ result: Result<some Any, Roomkeeper_V1_Error>,
        _ start: ContinuousClock.Instant
    ) {
        switch result {
        case .success: self.ended(request, .ok, start)
        case .failure(let error): self.ended(request, error.gatewayResult, start)
        }
    }

    /// Reports the end of a call to the observer.
    func ended(_ request: GatewayRequest, _ result: GatewayResult, _ start: ContinuousClock.Instant)
    {
        self.observer.requestEnded(request, as: result, after: start.duration(to: .now))
    }
}
