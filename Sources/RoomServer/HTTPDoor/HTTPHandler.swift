import RoomMapping
import RoomProtocol
import RoomState

/// Answers the calls of the HTTP door; `HTTPDoor` brings them in.
package struct HTTPHandler: Sendable {
    package let gateway: RoomGateway
    /// The page of `/metrics` in the text format of Prometheus.
    private let metrics: @Sendable () -> String
    /// The identity of every caller while there is no TLS (architecture §3).
    private let caller: String

    package init(
        gateway: RoomGateway, metrics: @escaping @Sendable () -> String, caller: String = "insecure"
    ) {
        self.gateway = gateway
        self.metrics = metrics
        self.caller = caller
    }

    package func answer(_ call: HTTPCall) async -> HTTPAnswer {
        guard let route = HTTPRoute(path: call.path) else {
            return .error(.unknownRoute(call.path))
        }
        guard call.method == route.method else {
            var answer = HTTPAnswer.error(
                .methodNotAllowed(call.method, allowed: route.method), status: 405)
            answer.allow = route.method
            return answer
        }
        switch route {
        case .health: return .text("ok\n")
        case .readiness: return self.readiness()
        case .metrics:
            return .text(self.metrics(), contentType: "text/plain; version=0.0.4; charset=utf-8")
        case .node: return self.node()
        case .room(let id): return await self.room(id, call)
        case .mutate(let id): return await self.mutate(id, call)
        }
    }

    private func readiness() -> HTTPAnswer {
        guard let reason = self.gateway.notReadyReason else { return .text("ready\n") }
        return .error(.notReady(reason))
    }

    private func node() -> HTTPAnswer {
        .message(self.gateway.nodeStatus())
    }

    private func room(_ id: String, _ call: HTTPCall) async -> HTTPAnswer {
        let request: Roomkeeper_V1_GetRoomRequest
        let timeout: Duration
        do {
            request = try Roomkeeper_V1_GetRoomRequest(room: id, query: call.query)
            timeout = try Self.timeout(of: call)
        } catch {
            return .error(Roomkeeper_V1_Error(error))
        }
        switch await self.gateway.getRoom(request, timeout: timeout) {
        case .success(let response): return .message(response)
        case .failure(let error): return .error(error)
        }
    }

    private func mutate(_ id: String?, _ call: HTTPCall) async -> HTTPAnswer {
        let request: Roomkeeper_V1_MutateRequest
        let timeout: Duration
        do throws(Roomkeeper_V1_Error) {
            request = try Roomkeeper_V1_MutateRequest(call, room: id)
        } catch {
            return .error(error)
        }
        do throws(InvalidField) {
            timeout = try Self.timeout(of: call)
        } catch {
            return .error(Roomkeeper_V1_Error(error))
        }
        switch await self.gateway.mutate(request, caller: self.caller, timeout: timeout) {
        case .success(let response): return .message(response)
        case .failure(let error): return .error(error)
        }
    }

    private static func timeout(of call: HTTPCall) throws(InvalidField) -> Duration {
        guard let text = call.requestTimeout else { return RequestTimeout.byDefault }
        // 0 is refused like any other number out of range: the header can be left out instead.
        guard let milliseconds = UInt32(text), milliseconds != 0 else {
            let allowed = DoorLimits.timeoutMilliseconds
            throw InvalidField(
                field: HTTPCall.requestTimeoutField,
                limit: "\(allowed.lowerBound) to \(allowed.upperBound) milliseconds",
                actual: String(text.prefix(HTTPRoute.echoedCharacters)))
        }
        return try RequestTimeout.duration(
            milliseconds: milliseconds, field: HTTPCall.requestTimeoutField)
    }
}
