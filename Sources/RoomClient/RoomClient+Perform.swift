import RoomProtocol
import SwiftProtobuf
import Synchronization

extension RoomClient {
    /// Asks until there is a response or the call is over.
    ///
    /// - Parameter extract: the response that the call wants; nil for a reply of another kind.
    func perform<Response: Sendable>(
        _ request: consuming Roomkeeper_V1_ClientEnvelope.OneOf_Request,
        kind: RequestMachine.Kind, deadline: ContinuousClock.Instant,
        extract: (Roomkeeper_V1_ServerEnvelope.OneOf_Reply) -> Response?
    ) async -> CallEnd<Response> {
        // Stands until a response is accepted.
        var end = CallEnd<Response>.rejected(.outOfTime)
        let verdict = await self.perform(
            EncodedRequest(request), kind: kind, deadline: deadline
        ) { result, connection in
            do throws(NativeFrameError) {
                if case .reply(let received) = result,
                    let response = extract(try received.decoded())
                {
                    end = .succeeded(response)
                    return nil
                }
            } catch {
                return connection.violated(error)
            }
            return .failed(.otherReply(connection.endpoint.text))
        }
        if let verdict { end = CallEnd(verdict) }
        return end
    }

    /// The group time at which a request that is minted now expires.
    ///
    /// Before the client has heard the cluster's time it connects, and asks if the node that said
    /// hello knew none: one that has not heard from a leader since it started.
    func groupDeadline(
        before deadline: ContinuousClock.Instant
    ) async throws(RoomClientError) -> Google_Protobuf_Timestamp {
        let lifetime = self.options.requestLifetime
        if let known = self.pool.groupDeadline(after: lifetime) { return known }
        var end = CallEnd<Google_Protobuf_Timestamp>.rejected(.outOfTime)
        let hello = await self.perform(.hello, kind: .read, deadline: deadline) { _, _ in nil }
        if let hello { return try CallEnd(hello).get() }
        if let known = self.pool.groupDeadline(after: lifetime) { return known }
        let status = EncodedRequest(.nodeStatus(Roomkeeper_V1_NodeStatusRequest()))
        let verdict = await self.perform(status, kind: .read, deadline: deadline) {
            result, connection in
            guard case .reply(.other(.nodeStatus(let response))) = result else {
                return .failed(.otherReply(connection.endpoint.text))
            }
            self.pool.hear(response)
            guard let known = self.pool.groupDeadline(after: lifetime) else {
                return .failed(.noGroupTime(connection.endpoint.text))
            }
            end = .succeeded(known)
            return nil
        }
        if let verdict { end = CallEnd(verdict) }
        return try end.get()
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

    /// Performs the steps of a `RequestMachine` for one request.
    ///
    /// Nothing here depends on the kind of response, and what lives across a pause is small: a busy
    /// client spends much of its time on the frames of calls that wait.
    ///
    /// - Parameter accept: takes what an attempt brought; nil when it is what the call wants, and
    ///   how the attempt ends otherwise.
    /// - Returns: nil when something was accepted.
    private func perform(
        _ request: EncodedRequest, kind: RequestMachine.Kind, deadline: ContinuousClock.Instant,
        accept: (PendingCall.Result, NativeConnection) -> AttemptEnd?
    ) async -> RequestMachine.Verdict? {
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
                    let result = await connection.call(request, timeout: timeout)
                    guard let end = Self.end(of: result, on: connection, accept) else {
                        return nil
                    }
                    if case .failed(let error) = end {
                        self.pool.hear(error, from: connection.slot.place)
                    }
                    avoided = connection.slot.place
                    now = .now
                    step = machine.ended(end, now: now, jitter: .random(in: 0...(.max)))
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
                return verdict
            }
        }
    }

    private static func end(
        of result: PendingCall.Result, on connection: NativeConnection,
        _ accept: (PendingCall.Result, NativeConnection) -> AttemptEnd?
    ) -> AttemptEnd? {
        switch result {
        case .ended(let end): end
        case .reply(.other(.error(let error))): .failed(RoomClientError(error))
        case .reply, .greeted: accept(result, connection)
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
