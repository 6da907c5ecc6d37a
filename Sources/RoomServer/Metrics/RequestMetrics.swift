/// Requests by operation and result, and how long they took by operation.
package final class RequestMetrics: GatewayObserver {
    /// One counter for each pair, the results of one operation side by side.
    private let counts: [Counter]
    private let latencies: [Histogram]

    package init() {
        let operations = GatewayRequest.allCases.count
        self.counts = (0..<operations * GatewayResult.allCases.count).map { _ in Counter() }
        self.latencies = (0..<operations).map { _ in Histogram.latency() }
    }

    package func requestEnded(
        _ request: GatewayRequest, as result: GatewayResult, after elapsed: Duration
    ) {
        self.counter(of: request, result).add()
        self.latencies[request.ordinal].observe(elapsed)
    }

    private func counter(of request: GatewayRequest, _ result: GatewayResult) -> Counter {
        self.counts[request.ordinal * GatewayResult.allCases.count + result.ordinal]
    }

    func write(to text: inout PrometheusText) {
        text.family(
            "roomkeeper_requests_total", .counter,
            help: "Requests answered on all doors, by operation and result.")
        for request in GatewayRequest.allCases {
            for result in GatewayResult.allCases {
                text.sample(
                    "roomkeeper_requests_total",
                    [("operation", request.rawValue), ("result", result.rawValue)],
                    self.counter(of: request, result).value)
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
}

extension GatewayRequest {
    /// The position in `allCases`.
    fileprivate var ordinal: Int {
        switch self {
        case .mutate: 0
        case .getRoom: 1
        case .nodeStatus: 2
        case .transferLeadership: 3
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
