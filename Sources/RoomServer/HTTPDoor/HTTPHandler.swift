package import NIOCore
import NIOPosix
import RoomMapping
import RoomProtocol
import RoomState

/// Answers the calls of the HTTP door; `HTTPDoor` brings them in.
package struct HTTPHandler: Sendable {
    package let gateway: RoomGateway
    /// The page of `/metrics` in the text format of Prometheus.
    private let metrics: @Sendable () -> String
    /// Where watches live.
    let eventLoops: any EventLoopGroup

    package init(
        gateway: RoomGateway,
        eventLoops: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        metrics: @escaping @Sendable () -> String
    ) {
        self.eventLoops = eventLoops
        self.gateway = gateway
        self.metrics = metrics
    }

    package func answer(_ call: HTTPCall) async -> HTTPAnswer {
        let matching = HTTPRoute.matching(call.path)
        guard let first = matching.first else {
            return .error(.unknownRoute(call.path))
        }
        guard let (route, values) = matching.first(where: { $0.route.method == call.method })
        else {
            return Self.otherMethod(call, matching.map(\.route), first.values)
        }
        do throws(Roomkeeper_V1_Error) {
            if let refusal = call.caller.refusal(of: route.access) { throw refusal }
            try Self.checked { () throws(InvalidField) in try call.checkEncoding() }
            return try await route.answer(self, call, values)
        } catch {
            // RFC 9110 §13.1.1: what If-Match guards fails with a status of its own.
            let isPrecondition = call.ifMatch != nil && error.status == .aborted
            return .error(error, status: isPrecondition ? 412 : nil)
        }
    }

    private static func otherMethod(
        _ call: HTTPCall, _ routes: [HTTPRoute], _ values: HTTPRoute.Values
    ) -> HTTPAnswer {
        // The route of all operations fits any verb; one that is none is nowhere.
        if routes.count == 1, !values.operation.isEmpty, routes[0].isForOperations,
            HTTPOperation.named(values.operation) == nil
        {
            return .error(.unknownRoute(call.path))
        }
        // The route of all operations may fit beside a named one.
        var methods: [String] = []
        for route in routes where !methods.contains(route.method) {
            methods.append(route.method)
        }
        let allowed = methods.joined(separator: ", ")
        let operations = HTTPRoute.all.first { $0.isForOperations(of: routes[0]) }
        var answer = HTTPAnswer.error(
            .methodNotAllowed(call.method, allowed: allowed, operations: operations), status: 405)
        answer.allow = allowed
        return answer
    }

    func readiness() -> HTTPAnswer {
        guard let reason = self.gateway.notReadyReason else { return .text("ready\n") }
        return .error(.notReady(reason))
    }

    func metricsPage() -> HTTPAnswer {
        .text(self.metrics(), contentType: "text/plain; version=0.0.4; charset=utf-8")
    }

    func node(_ call: HTTPCall) throws(Roomkeeper_V1_Error) -> HTTPAnswer {
        try Self.checked { () throws(InvalidField) in try QueryParameters(call.query).finish() }
        return .message(self.gateway.nodeStatus())
    }

    /// Turns a field at fault into the error of every door.
    static func checked<Value>(
        _ body: () throws(InvalidField) -> Value
    ) throws(Roomkeeper_V1_Error) -> Value {
        do {
            return try body()
        } catch {
            throw Roomkeeper_V1_Error(error)
        }
    }

    static func timeout(of call: HTTPCall) throws(InvalidField) -> Duration {
        guard let text = call.requestTimeout else { return RequestTimeout.byDefault }
        // 0 is refused like any other number out of range: the header can be left out instead.
        guard let milliseconds = UInt32(text), milliseconds != 0 else {
            let allowed = DoorLimits.timeoutMilliseconds
            throw InvalidField(
                field: HTTPCall.requestTimeoutField,
                limit: "\(allowed.lowerBound) to \(allowed.upperBound) milliseconds",
                actual: QueryParameters.echoed(text))
        }
        return try RequestTimeout.duration(
            milliseconds: milliseconds, field: HTTPCall.requestTimeoutField)
    }
}
