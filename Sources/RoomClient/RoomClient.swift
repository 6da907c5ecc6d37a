public import Logging
public import NIOCore
import NIOPosix
public import RoomProtocol
import SwiftProtobuf
import Synchronization

/// A client of a Roomkeeper cluster, on the native door.
///
/// One client serves a whole process: it keeps a few connections, on which any number of calls are
/// under way at once. It finds the leader, repeats what is safe to repeat until the deadline, and
/// says of each change what is known of it: done, certainly without effect, or unknown.
///
/// ```swift
/// let client = RoomClient(endpoints: ["10.0.0.1:7401", "10.0.0.2:7401"])
/// switch await client.mutate(request) {
/// case .ok(let response): ...
/// case .rejected(let error): ...
/// case .unknown(let error): ...
/// }
/// await client.shutdown()
/// ```
public final class RoomClient: Sendable {
    let options: RoomClientOptions
    let pool: ConnectionPool
    private let requestIDs: RequestIDMint
    let callsUnderWay = Atomic<Int>(0)

    /// A client that connects when it is first used.
    ///
    /// - Parameters:
    ///   - endpoints: some native endpoints of the cluster, `host:port` each; one that answers is
    ///     enough to learn the others. When none is of that form, every call is rejected with
    ///     `INVALID_ENDPOINT`.
    ///   - options: timeouts and limits.
    ///   - logger: told of connections made and lost; nil for silence.
    ///   - eventLoopGroup: where the sockets live; the process's shared one unless told.
    public init(
        endpoints: [String], options: RoomClientOptions = RoomClientOptions(),
        logger: Logger? = nil, eventLoopGroup: (any EventLoopGroup)? = nil
    ) {
        let options = options.bounded()
        var generator = SystemRandomNumberGenerator()
        self.options = options
        self.requestIDs = RequestIDMint(using: &generator)
        self.pool = ConnectionPool(
            endpoints: endpoints, options: options,
            group: eventLoopGroup ?? MultiThreadedEventLoopGroup.singleton, logger: logger)
    }

    deinit {
        self.pool.close()
    }

    /// The endpoints given and those learned from the servers.
    public var endpoints: [String] { self.pool.endpoints }

    /// Changes a room, all operations of the request at once or none.
    ///
    /// A request without `request_id` and `not_after` gets both. They stay the same over all
    /// attempts, so that the change takes effect at most once. Whoever wants to repeat the call
    /// after `unknown` sets both beforehand.
    ///
    /// - Parameters:
    ///   - request: what to change.
    ///   - timeout: for the whole call; `options.timeout` unless told.
    public func mutate(
        _ request: Roomkeeper_V1_MutateRequest, timeout: Duration? = nil
    ) async -> MutationOutcome {
        let deadline = self.deadline(timeout)
        var request = request
        if request.requestID.isEmpty, !request.hasNotAfter {
            do {
                request.notAfter = try await self.groupDeadline(before: deadline)
                request.requestID = self.requestIDs.mint()
            } catch {
                return .rejected(error)
            }
        }
        return await self.mutate(
            request, kind: request.requestID.isEmpty ? .once : .write, deadline: deadline)
    }

    /// Changes a room with one attempt, which is not repeated whatever comes of it.
    ///
    /// For the harness, which wants to hear each refusal: repeated under the same id it would be
    /// hidden by the success that follows.
    ///
    /// - Parameter request: has its `request_id`.
    package func mutateOnce(
        _ request: Roomkeeper_V1_MutateRequest, timeout: Duration
    ) async -> MutationOutcome {
        await self.mutate(request, kind: .single, deadline: self.deadline(timeout))
    }

    private func mutate(
        _ request: Roomkeeper_V1_MutateRequest, kind: RequestMachine.Kind,
        deadline: ContinuousClock.Instant
    ) async -> MutationOutcome {
        let end = await self.perform(.mutate(request), kind: kind, deadline: deadline) {
            reply -> Roomkeeper_V1_MutateResponse? in
            if case .mutate(let response) = reply { response } else { nil }
        }
        switch end {
        case .succeeded(let response): return .ok(response)
        case .rejected(let error): return .rejected(error)
        case .unknown(let error): return .unknown(error)
        }
    }

    /// Reads a room.
    ///
    /// - Throws: the last error when it could not be read in time, or the cluster's refusal.
    public func getRoom(
        _ request: Roomkeeper_V1_GetRoomRequest, timeout: Duration? = nil
    ) async throws(RoomClientError) -> Roomkeeper_V1_GetRoomResponse {
        let end = await self.perform(
            .getRoom(request), kind: .read, deadline: self.deadline(timeout)
        ) { reply -> Roomkeeper_V1_GetRoomResponse? in
            if case .getRoom(let response) = reply { response } else { nil }
        }
        return try end.get()
    }

    /// Makes another node the leader.
    ///
    /// - Parameter nodeID: the node; 0 leaves the choice to the leader.
    /// - Throws: an error whose `outcome` says whether the transfer may be under way.
    public func transferLeadership(
        to nodeID: UInt64, timeout: Duration? = nil
    ) async throws(RoomClientError) -> Roomkeeper_V1_TransferLeadershipResponse {
        var request = Roomkeeper_V1_TransferLeadershipRequest()
        request.nodeID = nodeID
        let end = await self.perform(
            .transferLeadership(request), kind: .once, deadline: self.deadline(timeout)
        ) { reply -> Roomkeeper_V1_TransferLeadershipResponse? in
            if case .transferLeadership(let response) = reply { response } else { nil }
        }
        return try end.get()
    }

    /// Changes the members of the cluster.
    ///
    /// The change is in effect when this returns, and done when `nodeStatus` of a node that has
    /// committed the index no longer says `membershipChanging`. It carries no request id, so it is
    /// sent again only when it certainly had no effect.
    ///
    /// - Throws: the leader's refusal, or an error whose `outcome` says whether the change may be
    ///   in effect.
    public func changeMembership(
        _ request: Roomkeeper_V1_ChangeMembershipRequest, timeout: Duration? = nil
    ) async throws(RoomClientError) -> Roomkeeper_V1_ChangeMembershipResponse {
        let end = await self.perform(
            .changeMembership(request), kind: .once, deadline: self.deadline(timeout)
        ) { reply -> Roomkeeper_V1_ChangeMembershipResponse? in
            if case .changeMembership(let response) = reply { response } else { nil }
        }
        return try end.get()
    }

    /// How one node sees itself and the cluster.
    ///
    /// That very node is asked, once, on a connection of its own; no other answers for it.
    ///
    /// - Parameter endpoint: the node's native endpoint; it need not be one of the client's.
    /// - Throws: `INVALID_ENDPOINT`, `CONNECTION_FAILED`, or what the node answered.
    public func nodeStatus(
        endpoint: String, timeout: Duration? = nil
    ) async throws(RoomClientError) -> Roomkeeper_V1_NodeStatusResponse {
        let status = try await self.askApart(
            Endpoint(endpoint), timeout: timeout ?? self.options.timeout)
        self.pool.hear(status)
        return status
    }

    /// Ends all connections and returns when they are closed.
    ///
    /// Calls under way end with `CLIENT_CLOSED`, and so does every later one.
    public func shutdown() async {
        self.pool.close()
        await self.pool.waitUntilClosed()
    }

    func deadline(_ timeout: Duration?) -> ContinuousClock.Instant {
        .now + min(timeout ?? self.options.timeout, Limits.timeout)
    }
}
