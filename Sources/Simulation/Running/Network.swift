internal import Raft
internal import RoomReplica

/// Frames between nodes, each on its way for a drawn time, or lost.
struct Network {
    struct Partition {
        enum Cut {
            case shape(PartitionShape, center: Int)
            /// These places on one side, all others on the other.
            case sides([Int])
        }

        var fault: Int
        var cut: Cut
        var end: UInt64

        func cuts(from: Int, to: Int, among count: Int) -> Bool {
            switch self.cut {
            case .shape(let shape, let center):
                shape.cuts(from: from, to: to, center: center % count, count: count)
            case .sides(let places):
                places.contains(from) != places.contains(to)
            }
        }
    }

    struct Parcel {
        var frame: ReplicaFrame
        var from: Int
        var link: Link
        var sentAt: UInt64
    }

    /// One connection: between one life of a node and one of another.
    ///
    /// What one has queued dies with it, and a newer one of the same nodes takes its place.
    struct Link: Equatable {
        var fromLife: UInt32
        var toLife: UInt32
    }

    private let plan: SimulationPlan
    private var dice: Dice
    private var parcels: [Parcel?] = []
    private var free: [Int] = []
    /// When the last frame of each link arrives, so that without reordering none overtakes it.
    private var lastArrival: [UInt64] = []
    /// When the last late copy of a frame arrives.
    private var lastLateArrival: UInt64 = 0
    /// The established link of each direction.
    private var links: [Link?]
    var partitions: [Partition] = []
    /// What is sent while one of these lasts arrives when it is over.
    var stalls: [Partition] = []
    /// Nodes that exist.
    var count = 0
    /// From then on every frame arrives, soon.
    var isHealed = false

    init(plan: SimulationPlan) {
        self.plan = plan
        self.dice = Dice(seed: plan.seed, concern: .network)
        self.lastArrival = Array(repeating: 0, count: Self.places * Self.places)
        self.links = Array(repeating: nil, count: Self.places * Self.places)
    }

    /// More nodes than any run has.
    static let places = 24
    /// Of a thousand second copies so many come when nobody counts on them any more: in other
    /// terms, and when their receiver leads again.
    private static let lateShare: UInt64 = 150
    /// Microseconds.
    private static let mostLateness: UInt64 = 4_000_000

    /// Whether a frame would be cut on its way.
    func isCut(from: Int, to: Int, among count: Int) -> Bool {
        self.partitions.contains { $0.cuts(from: from, to: to, among: count) }
    }

    /// When the last frame arrives that is on its way.
    var lastArrivalOfAll: UInt64 { max(self.lastArrival.max() ?? 0, self.lastLateArrival) }

    func link(from: Int, to: Int) -> Link? { self.links[from * Self.places + to] }

    mutating func establish(_ link: Link, from: Int, to: Int) {
        self.links[from * Self.places + to] = link
    }

    /// Puts a frame on its way; hands back when it arrives, and where it lies meanwhile.
    ///
    /// - Parameter link: the lives of its two ends.
    mutating func send(
        _ frame: ReplicaFrame, over link: Link, from: Int, to: Int, at now: UInt64,
        marks: inout MarkSet<SimulationMark>
    ) -> [(time: UInt64, parcel: Int)] {
        var sent: [(time: UInt64, parcel: Int)] = []
        if self.isHealed || !self.dice.happens(perMille: self.plan.network.loss) {
            let time = self.arrival(from: from, to: to, at: now, marks: &marks)
            sent.append(
                (time, self.keep(Parcel(frame: frame, from: from, link: link, sentAt: now))))
        }
        if !self.isHealed, self.dice.happens(perMille: self.plan.network.duplication) {
            var double = self.double(of: frame)
            let isLate = !self.plan.isBeyond && self.dice.happens(perMille: Self.lateShare)
            if isLate { double.messages.removeAll { !Self.mayComeLate($0) } }
            guard !double.messages.isEmpty else { return sent }
            marks.insert(isLate ? .lateFrame : .doubledFrame)
            let time =
                isLate
                ? now + self.dice.next(through: Self.mostLateness)
                : self.arrival(from: from, to: to, at: now, marks: &marks)
            if isLate { self.lastLateArrival = max(self.lastLateArrival, time) }
            sent.append(
                (time, self.keep(Parcel(frame: double, from: from, link: link, sentAt: now))))
        }
        return sent
    }

    mutating func take(_ parcel: Int) -> Parcel? {
        guard let kept = self.parcels[parcel] else { return nil }
        self.parcels[parcel] = nil
        self.free.append(parcel)
        return kept
    }

    /// What may come twice of a frame: all but forwarded commands, and of entries only the first.
    ///
    /// A link delivers a frame once at most, and who forwards a command counts on that: an answer
    /// "not taken" must stay true. An append of fewer entries is one that the leader might have
    /// sent as well.
    private mutating func double(of frame: ReplicaFrame) -> ReplicaFrame {
        var double = frame
        double.messages.removeAll { if case .forward = $0 { true } else { false } }
        for position in double.messages.indices {
            guard case .raft(var message) = double.messages[position],
                case .appendEntries(var append) = message.body, !append.entries.isEmpty,
                self.dice.flip()
            else { continue }
            let kept = Int(self.dice.next(through: UInt64(append.entries.count - 1)))
            append.entries = Array(append.entries.prefix(kept))
            message.body = .appendEntries(append)
            double.messages[position] = .raft(message)
        }
        return double
    }

    /// What the consensus and the exchange of snapshots bear however late it comes.
    private static func mayComeLate(_ message: ReplicaMessage) -> Bool {
        switch message {
        case .raft, .snapshot: true
        case .forward, .forwardAnswers, .digest, .heartbeats, .heartbeatsAnswer: false
        }
    }

    private mutating func arrival(
        from: Int, to: Int, at now: UInt64, marks: inout MarkSet<SimulationMark>
    ) -> UInt64 {
        let network = self.plan.network
        let most = self.isHealed ? min(network.mostDelay, 10_000) : network.mostDelay
        let least = min(network.leastDelay, most)
        let stalled = self.stalls.filter { $0.cuts(from: from, to: to, among: self.count) }
        let start = self.isHealed ? now : max(now, stalled.map(\.end).max() ?? now)
        let time = start + least + self.dice.next(through: most - least)
        let link = from * Self.places + to
        if time < self.lastArrival[link] {
            guard self.mayOvertake else { return self.lastArrival[link] }
            marks.insert(.overtakenFrame)
            return time
        }
        self.lastArrival[link] = time
        return time
    }

    /// Whether a frame may overtake another one of its link, which TCP rules out and the consensus
    /// bears; but a node that has forgotten must be reminded before it hears anything else.
    private var mayOvertake: Bool {
        !self.isHealed && self.plan.has(.reordering) && !self.plan.isBeyond
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
