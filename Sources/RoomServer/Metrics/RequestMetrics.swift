/// Requests by door, operation and result, and how long they took by operation.
package final class RequestMetrics: Sendable {
    /// One counter for each triple, the results of one operation on one door side by side.
    private let counts: [Counter]
    private let latencies: [Histogram]

    package init() {
        let operations = GatewayRequest.allCases.count
        let each = GatewayDoor.allCases.count * GatewayResult.allCases.count
        self.counts = (0..<operations * each).map { _ in Counter() }
        self.latencies = (0..<operations).map { _ in Histogram.latency() }
    }

    /// What the gateway of a door reports to.
    package func observer(of door: GatewayDoor) -> any GatewayObserver {
        DoorObserver(metrics: self, door: door)
    }

    private struct DoorObserver: GatewayObserver {
        let metrics: RequestMetrics
        let door: GatewayDoor

        func requestEnded(
            _ request: GatewayRequest, as result: GatewayResult, after elapsed: Duration
        ) {
            self.metrics.counter(of: self.door, request, result).add()
            self.metrics.latencies[request.ordinal].observe(elapsed)
        }
    }

    private func counter(
        of door: GatewayDoor, _ request: GatewayRequest, _ result: GatewayResult
    ) -> Counter {
        let operation = door.ordinal * GatewayRequest.allCases.count + request.ordinal
        return self.counts[operation * GatewayResult.allCases.count + result.ordinal]
    }

    func write(to text: inout PrometheusText) {
        text.family(
            "roomkeeper_requests_total", .counter,
            help: "Requests answered, by door, operation and result.")
        for door in GatewayDoor.allCases {
            for request in GatewayRequest.allCases {
                self.write(door, request, to: &text)
            }
        }
        text.family(
            "roomkeeper_request_seconds", .histogram,
            help: "From a request's arrival at the gateway to its answer.")
        for request in GatewayRequest.allCases {
            text.sample(
                "roomkeeper_request_seconds", [("operation", request.rawValue)],
                self.latencies[request.ordinal].snapshot())
        }
    }

    private func write(
        _ door: GatewayDoor, _ request: GatewayRequest, to text: inout PrometheusText
    ) {
        for result in GatewayResult.allCases {
            text.sample(
                "roomkeeper_requests_total",
                [
                    ("door", door.rawValue), ("operation", request.rawValue),
                    ("result", result.rawValue),
                ], self.counter(of: door, request, result).value)
        }
    }
}

extension GatewayDoor {
    /// The position in `allCases`.
    fileprivate var ordinal: Int {
        switch self {
        case .native: 0
        case .grpc: 1
        case .http: 2
        }
    }
}

extension GatewayRequest {
    /// The position in `allCases`.
    fileprivate var ordinal: Int {
        switch self {
        case .mutate: 0
        case .getRoom: 1
        case .settle: 2
        case .heartbeat: 3
        case .batchGetRooms: 4
        case .listRooms: 5
        case .findRooms: 6
        case .listRoomEvents: 7
        case .listDeadlines: 8
        case .nodeStatus: 9
        case .transferLeadership: 10
        case .changeMembership: 11
        case .beginBackup: 12
        case .readBackup: 13
        case .endBackup: 14
        }
    }
}

extension GatewayResult {
    /// The position in `allCases`.
    fileprivate var ordinal: Int {
        switch self {
        case .ok: 0
        case .invalid: 1
        case .rejected: 2
        case .refused: 3
        case .unknown: 4
        case .failed: 5
        }
    }
}
