import RoomProtocol
import SwiftProtobuf
import Synchronization

extension RoomClient {
    /// Performs the steps of a `RequestMachine` for one request.
    ///
    /// - Parameter extract: the response that the call wants; nil for a reply of another kind.
    func perform<Response: Sendable>(
        _ request: consuming Roomkeeper_V1_ClientEnvelope.OneOf_Request,
        kind: RequestMachine.Kind, deadline: ContinuousClock.Instant,
        extract: (Roomkeeper_V1_ServerEnvelope.OneOf_Reply) -> Response?
    ) async -> CallEnd<Response> {
        let request = EncodedRequest(request)
        return await self.perform(kind: kind, deadline: deadline) { connection, timeout in
            switch await connection.call(request, timeout: timeout) {
            case .ended(let end):
                return .ended(end)
            case .reply(let received):
                do throws(NativeFrameError) {
                    let reply = try received.decoded()
                    if case .error(let error) = reply {
                        return .ended(.failed(RoomClientError(error)))
                    }
                    if let response = extract(reply) { return .succeeded(response) }
                } catch {
                    return .ended(connection.violated(error))
                }
                return .ended(.failed(.otherReply(connection.endpoint.text)))
            case .greeted:
                return .ended(.failed(.otherReply(connection.endpoint.text)))
            }
        }
    }

    /// The group time at which a request that is minted now expires.
    ///
    /// Before the client has heard the cluster's time it connects and asks.
    func groupDeadline(
        before deadline: ContinuousClock.Instant
    ) async throws(RoomClientError) -> Google_Protobuf_Timestamp {
        let lifetime = self.options.requestLifetime
        if let known = self.pool.groupDeadline(after: lifetime) { return known }
        let end: CallEnd<Google_Protobuf_Timestamp> = await self.perform(
            kind: .read, deadline: deadline
        ) { connection, timeout in
            if case .ended(let end) = await connection.greeting(timeout: timeout) {
                return .ended(end)
            }
            if let known = self.pool.groupDeadline(after: lifetime) { return .succeeded(known) }
            return await self.askGroupTime(connection, timeout: timeout)
        }
        return try end.get()
    }

    /// Asks a node that knew no group time when it said hello: one that has not heard from a leader
    /// since it started.
    private func askGroupTime(
        _ connection: NativeConnection, timeout: Duration
    ) async -> Attempt<Google_Protobuf_Timestamp> {
        let status = await connection.call(
            EncodedRequest(.nodeStatus(Roomkeeper_V1_NodeStatusRequest())), timeout: timeout)
        switch status {
        case .reply(.other(.nodeStatus(let response))):
            self.pool.hear(response)
            if let known = self.pool.groupDeadline(after: self.options.requestLifetime) {
                return .succeeded(known)
            }
            return .ended(.failed(.noGroupTime(connection.endpoint.text)))
        case .reply(.other(.error(let error))):
            return .ended(.failed(RoomClientError(error)))
        case .reply, .greeted:
            return .ended(.failed(.otherReply(connection.endpoint.text)))
        case .ended(let end):
            return .ended(end)
        }
    }

    /// One attempt at one node, apart from the pool.
    func askApart(
        _ endpoint: Endpoint, timeout: Duration
    ) async throws(RoomClientError) -> Roomkeeper_V1_NodeStatusResponse {
        let connection = try self.pool.openApart(endpoint, delegate: SingleNodeDelegate())
        let result = await connection.call(
            EncodedRequest(.nodeStatus(Roomkeeper_V1_NodeStatusRequest())), timeout: timeout)
        connection.close(.clientClosed)
        await connection.waitUntilClosed()
        switch result {
        case .reply(.other(.nodeStatus(let status))):
            return status
        case .reply(.other(.error(let error))):
            throw RoomClientError(error)
        case .reply, .greeted:
            throw .otherReply(endpoint.text)
        case .ended(.unsent(let error)), .ended(.unanswered(let error)),
            .ended(.failed(let error)), .ended(.stopped(let error, wasSent: _)):
            throw error.with(outcome: .notApplied)
        }
    }

    /// Runs `attempt` until the machine says that the call is over.
    private func perform<Response: Sendable>(
        kind: RequestMachine.Kind, deadline: ContinuousClock.Instant,
        attempt: (NativeConnection, Duration) async -> Attempt<Response>
    ) async -> CallEnd<Response> {
        guard self.enter() else {
            return .rejected(.tooManyCalls(limit: self.options.maxInFlight))
        }
        defer { self.leave() }
        var machine = RequestMachine(
            kind: kind, deadline: deadline, attemptTimeout: self.options.attemptTimeout,
            policy: RetryPolicy(base: self.options.backoffBase, cap: self.options.backoffCap))
        var now = ContinuousClock.now
        var step = machine.start(now: now)
        var avoided: Int?
        while true {
            switch step {
            case .attempt(let timeout):
                switch self.pool.lease(avoiding: avoided, now: now) {
                case .connection(let connection):
                    switch await attempt(connection, timeout) {
                    case .succeeded(let response):
                        return .succeeded(response)
                    case .ended(let end):
                        if case .failed(let error) = end {
                            self.pool.hear(error, from: connection.slot.place)
                        }
                        avoided = connection.slot.place
                        now = .now
                        step = machine.ended(end, now: now, jitter: .random(in: 0...(.max)))
                    }
                case .wait(let duration):
                    step = machine.nothingToTry(
                        for: duration, now: now, error: .allBackedOff(self.endpoints))
                case .refused(let error):
                    step = machine.stopped(error)
                }
            case .pause(let duration):
                do {
                    try await Task.sleep(for: duration)
                    now = .now
                    step = machine.paused(now: now)
                } catch {
                    step = machine.stopped(.cancelled)
                }
            case .finish(let verdict):
                return CallEnd(verdict)
            }
        }
    }

    private func enter() -> Bool {
        let count = self.callsUnderWay.add(1, ordering: .relaxed).newValue
        if count <= self.options.maxInFlight { return true }
        self.leave()
        return false
    }

    private func leave() {
        self.callsUnderWay.subtract(1, ordering: .relaxed)
    }
}

/// For a connection that no pool keeps.
private final class SingleNodeDelegate: NativeConnectionDelegate {
    func greeted(
        _ connection: NativeConnection, by hello: Roomkeeper_V1_ServerHello
    ) -> RoomClientError? { nil }

    func replied(_ connection: NativeConnection, groupTime: UInt64) {}

    func closed(_ connection: NativeConnection, wasReady: Bool, error: RoomClientError) {}
}
