internal import RoomReplica
internal import RoomState

/// The hosts of the rooms that keep a presence by heartbeats, one a slot of shared rooms.
struct SimulatedHosts {
    struct Heartbeat {
        var slot: Int
        var room: RoomID
        var host: UserID
        /// Microseconds.
        var sentAt: UInt64
    }

    /// Until when each host sends nothing, in microseconds.
    var silentUntil: [UInt64]
    /// The node that answered each host last: half of the time it is told again.
    var homes: [Int?]
    /// Until when each reaches only its home, and is silent from then on.
    var strandedUntil: [UInt64?]
    /// Those that are not answered; read by ticket.
    private var waiting: [UInt64: Heartbeat] = [:]
    private var lastTicket: UInt64 = 0

    init(slots: Int) {
        self.silentUntil = Array(repeating: 0, count: slots)
        self.homes = Array(repeating: nil, count: slots)
        self.strandedUntil = Array(repeating: nil, count: slots)
    }

    mutating func send(_ heartbeat: Heartbeat) -> UInt64 {
        self.lastTicket += 1
        self.waiting[self.lastTicket] = heartbeat
        return self.lastTicket
    }

    mutating func take(_ ticket: UInt64) -> Heartbeat? {
        self.waiting.removeValue(forKey: ticket)
    }
}
