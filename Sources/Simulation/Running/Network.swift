internal import Raft
internal import RoomReplica

/// Frames between nodes, each on its way for a drawn time, or lost.
struct Network {
    struct Partition {
        var fault: Int
        var shape: PartitionShape
        var center: Int
    }

    private struct Parcel {
        var frame: ReplicaFrame
        var from: Int
    }

    private let plan: SimulationPlan
    private var dice: Dice
    private var parcels: [Parcel?] = []
    private var free: [Int] = []
    /// When the last frame of each link arrives, so that without reordering none overtakes it.
    private var lastArrival: [UInt64] = []
    var partitions: [Partition] = []
    /// From then on every frame arrives, soon.
    var isHealed = false

    init(plan: SimulationPlan) {
        self.plan = plan
        self.dice = Dice(seed: plan.seed, concern: .network)
        self.lastArrival = Array(repeating: 0, count: Self.places * Self.places)
    }

    /// More nodes than any run has.
    static let places = 24

    /// Whether a frame would be cut on its way.
    func isCut(from: Int, to: Int, among count: Int) -> Bool {
        self.partitions.contains {
            $0.shape.cuts(from: from, to: to, center: $0.center % count, count: count)
        }
    }

    /// Puts a frame on its way; hands back when it arrives, and where it lies meanwhile.
    mutating func send(
        _ frame: ReplicaFrame, from: Int, to: Int, at now: UInt64,
        marks: inout MarkSet<SimulationMark>
    ) -> [(time: UInt64, parcel: Int)] {
        if !self.isHealed, self.dice.happens(perMille: self.plan.network.loss) { return [] }
        var arrivals = [self.arrival(from: from, to: to, at: now, marks: &marks)]
        if !self.isHealed, self.dice.happens(perMille: self.plan.network.duplication),
            !Self.carriesCommands(frame)
        {
            marks.insert(.doubledFrame)
            arrivals.append(self.arrival(from: from, to: to, at: now, marks: &marks))
        }
        return arrivals.map { ($0, self.keep(Parcel(frame: frame, from: from))) }
    }

    mutating func take(_ parcel: Int) -> (frame: ReplicaFrame, from: Int)? {
        guard let kept = self.parcels[parcel] else { return nil }
        self.parcels[parcel] = nil
        self.free.append(parcel)
        return (kept.frame, kept.from)
    }

    /// A link delivers a frame once at most, and who forwards a command counts on that: an answer
    /// "not taken" must stay true.
    private static func carriesCommands(_ frame: ReplicaFrame) -> Bool {
        frame.messages.contains { if case .forward = $0 { true } else { false } }
    }

    private mutating func arrival(
        from: Int, to: Int, at now: UInt64, marks: inout MarkSet<SimulationMark>
    ) -> UInt64 {
        let network = self.plan.network
        let most = self.isHealed ? min(network.mostDelay, 10_000) : network.mostDelay
        let least = min(network.leastDelay, most)
        let time = now + least + self.dice.next(through: most - least)
        let link = from * Self.places + to
        if time < self.lastArrival[link] {
            guard !self.isHealed, self.plan.has(.reordering) else { return self.lastArrival[link] }
            marks.insert(.overtakenFrame)
            return time
        }
        self.lastArrival[link] = time
        return time
    }

    private mutating func keep(_ parcel: Parcel) -> Int {
        if let place = self.free.popLast() {
            self.parcels[place] = parcel
            return place
        }
        self.parcels.append(parcel)
        return self.parcels.count - 1
    }
}
