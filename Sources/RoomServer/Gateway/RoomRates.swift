import RoomMapping
package import RoomProtocol
package import RoomState
import Synchronization

/// How fast each room may be changed through this node.
///
/// For each room that is being changed it keeps one time: when the changes so far would be through,
/// had they come evenly (the generic cell rate algorithm). A room whose time has passed is as good
/// as one that was never changed, and is forgotten.
package final class RoomRates: Sendable {
    private struct State {
        var through: [RoomID: ContinuousClock.Instant] = [:]
        var swept: ContinuousClock.Instant?
    }

    /// Changes a second.
    private let rate: Int
    /// Changes that may come at once.
    private let burst: Int
    private let rooms: Int
    private let interval: Duration
    private let state = Mutex(State())

    /// - Parameters:
    ///   - rate: changes a second of one room.
    ///   - rooms: the most that are kept in mind; when more are changed within the burst's time,
    ///     those beyond are not held back.
    package init(rate: Int, rooms: Int = DoorLimits.ratedRooms) {
        self.rate = rate
        self.burst = rate * DoorLimits.rateBurstSeconds
        self.rooms = rooms
        self.interval = .seconds(1) / rate
    }

    /// Counts a change of `room`; the error when it is one too many.
    package func admit(_ room: RoomID, at now: ContinuousClock.Instant) -> Roomkeeper_V1_Error? {
        let wait = self.state.withLock { state -> Duration? in
            let through = max(state.through[room] ?? now, now)
            // As long as one more than the burst would be under way.
            let wait = through - now - self.interval * (self.burst - 1)
            guard wait <= .zero else { return wait }
            if state.through[room] == nil, state.through.count >= self.rooms {
                self.sweep(&state, at: now)
                guard state.through.count < self.rooms else { return nil }
            }
            state.through[room] = through + self.interval
            return nil
        }
        return wait.map { self.refusal(of: room, for: $0) }
    }

    /// Forgets the rooms that may have a whole burst again; not often, for it looks at all of them.
    private func sweep(_ state: inout State, at now: ContinuousClock.Instant) {
        if let swept = state.swept, now - swept < DoorLimits.rateSweepPause { return }
        state.swept = now
        state.through = state.through.filter { $0.value > now }
    }

    private func refusal(of room: RoomID, for wait: Duration) -> Roomkeeper_V1_Error {
        let limit = "\(self.rate) changes a second of one room, \(self.burst) at once"
        var error = Roomkeeper_V1_Error(
            reason: RejectionReason.rateLimited.code,
            message: "room \(room) is changed too fast through this node (\(limit)); "
                + "retry after the delay told",
            status: RejectionReason.rateLimited.status,
            metadata: ["room_id": room.rawValue, "limit": limit])
        // Rounded up: a retry that comes on time finds room.
        error.retryAfterMs = UInt32(clamping: wait.wholeMilliseconds + 1)
        return error
    }
}
