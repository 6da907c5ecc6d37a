public import RoomClient
import RoomMapping
public import RoomProtocol
import RoomReplica
import RoomState
public import SwiftProtobuf
import Synchronization

/// The rooms of a cluster in the process of a test: the state machine that every node runs, behind
/// the requests, replies and errors that every door gives, with a clock that only the test moves.
///
/// It keeps everything in memory, knows no network and never fails by itself. What a cluster adds,
/// an answer that is lost and a watch that breaks off, is had with `loseNextAnswer` and
/// `interruptWatches`.
///
/// ```swift
/// let rooms = RoomTestService()
/// let outcome = await rooms.mutate(create)
/// rooms.advance(by: .seconds(30))      // Invitations run out, by the rules that ship.
/// ```
public final class RoomTestService: Sendable {
    let core: Mutex<RoomTestCore>
    private let requestIDs = RequestIDMint(prefix: 0)
    private let lostAnswers = Mutex(0)

    /// Rooms that nobody has made yet.
    ///
    /// - Parameter time: what the clock shows at first; 2026-01-01T00:00:00Z unless told, and not
    ///   before 2025, from which ids of rooms count.
    public init(time: Google_Protobuf_Timestamp = RoomTestService.firstTime) {
        let first = RoomIDMint.epochMilliseconds
        let milliseconds = time.milliseconds.map { max($0, first) } ?? first
        self.core = Mutex(RoomTestCore(time: GroupTime(milliseconds: milliseconds)))
    }

    /// 2026-01-01T00:00:00Z.
    public static let firstTime = Google_Protobuf_Timestamp(seconds: 1_767_225_600)

    /// The time of the rooms: group time, as replies carry it.
    public var time: Google_Protobuf_Timestamp {
        Google_Protobuf_Timestamp(self.core.withLock { $0.time })
    }

    /// Moves the clock, and lets everything that is due on the way happen at its own time.
    public func advance(by duration: Duration) {
        self.core.withLock { $0.advance(by: duration) }
    }

    /// Lets the next change take effect and its answer get lost: `mutate` ends with `unknown`.
    ///
    /// A caller that then repeats the request with the same `request_id` and `not_after` gets the
    /// first outcome, as with a cluster. Each call counts for one change.
    public func loseNextAnswer() {
        self.lostAnswers.withLock { $0 += 1 }
    }

    /// Breaks off all watches, as when the node dies that serves them.
    ///
    /// They go on by themselves behind what they told last, as with a cluster: those for the LATEST
    /// may tell a room again.
    public func interruptWatches() {
        self.core.withLock { $0.watches.interrupt() }
    }

    private func isAnswerLost() -> Bool {
        self.lostAnswers.withLock { lost in
            guard lost > 0 else { return false }
            lost -= 1
            return true
        }
    }
}

extension RoomTestService: RoomService {
    /// Changes a room as a cluster would, at the time that the clock shows.
    ///
    /// - Parameter timeout: of no effect; the answer is there at once.
    public func mutate(
        _ request: Roomkeeper_V1_MutateRequest, timeout: Duration? = nil
    ) async -> MutationOutcome {
        let result = self.core.withLock { core in core.mutate(request, mint: self.requestIDs) }
        guard !self.isAnswerLost() else {
            return .unknown(
                RoomClientError(Roomkeeper_V1_Error(.outcomeUnknown(reason: "its answer was lost")))
            )
        }
        switch result {
        case .success(let response): return .ok(response)
        case .failure(let error): return .rejected(RoomClientError(error))
        }
    }

    /// Reads a room; whatever the read level, what is read is the newest.
    public func getRoom(
        _ request: Roomkeeper_V1_GetRoomRequest, timeout: Duration? = nil
    ) async throws(RoomClientError) -> Roomkeeper_V1_GetRoomResponse {
        try self.answer { core in core.getRoom(request) }
    }

    /// What the core says, as a client tells it.
    func answer<Response: Sendable>(
        _ body: (inout RoomTestCore) -> Result<Response, Roomkeeper_V1_Error>
    ) throws(RoomClientError) -> Response {
        switch self.core.withLock({ core in body(&core) }) {
        case .success(let response): return response
        case .failure(let error): throw RoomClientError(error)
        }
    }
}
