import Histogram

/// What a bench with watches measured.
///
/// The property names are the JSON keys.
struct BenchWatchResult: Encodable, Sendable {
    let watchers: Int
    let callers: Int
    let connections: Int
    let delivery: String
    let seconds: Double
    let ownerId: String
    /// Of each round.
    private(set) var writesPerSecondAlone: [Double] = []
    private(set) var writesPerSecondWatched: [Double] = []
    /// Watched over alone, of the medians; below 1 the watches slow the writes.
    private(set) var ratio = 0.0
    /// Of all rounds.
    private(set) var deliveries: UInt64 = 0
    private(set) var snapshots: UInt64 = 0
    private(set) var deliveriesPerSecond = 0.0
    /// Of all rounds: watches that began anew, because they had missed more than is kept.
    private(set) var restarts: UInt64 = 0
    /// Of all rounds: watches that ended, by the reason of their error.
    private(set) var ended: [String: UInt64] = [:]
    private(set) var errors: UInt64 = 0
    private(set) var deliveryLatencyMs: LatencySummary?

    /// Of each round: deliveries are counted from the beginning of the warm-up on.
    private let deliverySeconds: Double
    private var latency = BenchWatchRecorder.Tally().latency

    private enum CodingKeys: String, CodingKey {
        case watchers, callers, connections, delivery, seconds, ownerId
        case writesPerSecondAlone, writesPerSecondWatched, ratio
        case deliveries, snapshots, deliveriesPerSecond, restarts, ended, errors, deliveryLatencyMs
    }

    init(options: BenchOptions, ownerID: String) {
        self.watchers = options.watchers
        self.callers = options.callers
        self.connections = options.connections
        self.delivery = options.lossless ? "LOSSLESS" : "LATEST"
        self.seconds = options.seconds
        self.deliverySeconds = options.warmUp + options.seconds
        self.ownerId = ownerID
    }

    mutating func addAlone(_ result: BenchResult) {
        self.writesPerSecondAlone.append(result.writesPerSecond)
        self.errors += result.errors
    }

    mutating func addWatched(_ result: BenchResult, _ tally: BenchWatchRecorder.Tally) {
        self.writesPerSecondWatched.append(result.writesPerSecond)
        self.errors += result.errors
        self.deliveries += tally.changes + tally.snapshots
        self.snapshots += tally.snapshots
        self.restarts += tally.restarts
        self.ended.merge(tally.ended) { $0 + $1 }
        self.latency.add(tally.latency)
        let rounds = Double(self.writesPerSecondWatched.count)
        self.deliveriesPerSecond = (Double(self.deliveries) / self.deliverySeconds / rounds)
            .rounded()
        self.deliveryLatencyMs = LatencySummary(self.latency)
        let alone = Self.median(self.writesPerSecondAlone)
        let watched = Self.median(self.writesPerSecondWatched)
        self.ratio = alone > 0 ? (watched / alone * 1000).rounded() / 1000 : 0
    }

    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard let middle = sorted[safe: sorted.count / 2] else { return 0 }
        guard sorted.count.isMultiple(of: 2), let before = sorted[safe: sorted.count / 2 - 1] else {
            return middle
        }
        return (before + middle) / 2
    }
}

extension Array {
    fileprivate subscript(safe place: Int) -> Element? {
        self.indices.contains(place) ? self[place] : nil
    }
}
