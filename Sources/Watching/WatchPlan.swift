import ByteCoding
package import Raft
import RoomMapping
package import RoomProtocol
package import RoomState

/// A watch as its caller asked for it, checked.
package struct WatchPlan: Sendable {
    package enum Target: Equatable, Sendable {
        /// In ascending order, each once.
        case rooms([RoomID])
        case filter(RoomFilter)
    }

    package enum Start: Equatable, Sendable {
        case snapshot
        case position(WatchPosition)
        /// For one room: what came after this revision.
        case revision(UInt64)
    }

    package let target: Target
    package let start: Start
    /// Whether every change is told, or only the newest of each room when the reader is slow.
    package let isLossless: Bool
    let view: RoomView
    package let progressInterval: Duration
    package let token: WatchToken

    package init(
        _ request: Roomkeeper_V1_WatchRequest, cluster: ClusterID
    ) throws(Roomkeeper_V1_Error) {
        do throws(InvalidField) {
            self.target = try Self.target(of: request)
            self.isLossless = try Self.isLossless(request.delivery)
            self.view = try RoomView(request.view)
            self.progressInterval = try Self.progressInterval(of: request)
        } catch {
            throw Roomkeeper_V1_Error(error)
        }
        self.token = WatchToken(cluster: cluster, watched: Self.hash(of: self.target))
        switch request.start {
        case nil: self.start = .snapshot
        case .resumeToken(let text):
            do throws(WatchToken.Fault) {
                self.start = .position(try self.token.position(from: text))
            } catch {
                throw Roomkeeper_V1_Error(InvalidField(error, text: text))
            }
        case .afterRevision(let revision):
            guard case .rooms(let rooms) = self.target, rooms.count == 1 else {
                throw Roomkeeper_V1_Error(
                    InvalidField(
                        field: "after_revision", limit: "given with exactly one room_ids",
                        actual: "given with a filter or several rooms"))
            }
            self.start = .revision(revision)
        }
    }

    /// The log up to which this node must have applied before the watch may begin.
    package var requiredIndex: LogIndex? {
        guard case .position(let position) = self.start else { return nil }
        return position.newest
    }

    /// Whether changes of the room may be told.
    package func concerns(_ room: RoomID) -> Bool {
        switch self.target {
        case .rooms(let rooms): rooms.contains(room)
        case .filter: true
        }
    }

    private static func target(
        of request: Roomkeeper_V1_WatchRequest
    ) throws(InvalidField) -> Target {
        guard request.hasFilter else { return .rooms(try Self.rooms(of: request.roomIds)) }
        guard request.roomIds.isEmpty else {
            throw InvalidField(
                field: "filter", limit: "left out when there are room_ids",
                actual: "given with \(request.roomIds.count) room_ids")
        }
        return .filter(try RoomFilter(request.filter))
    }

    private static func rooms(of ids: [String]) throws(InvalidField) -> [RoomID] {
        guard (1...WatchLimits.roomsPerWatch).contains(ids.count) else {
            throw InvalidField(
                field: "room_ids",
                limit: "1 to \(WatchLimits.roomsPerWatch) rooms, or a filter instead",
                actual: "\(ids.count)")
        }
        var rooms: [RoomID] = []
        var seen: Set<RoomID> = []
        for (index, id) in ids.enumerated() {
            let room = try RoomID(id, field: "room_ids[\(index)]")
            guard seen.insert(room).inserted else {
                throw InvalidField(
                    field: "room_ids[\(index)]", limit: "each room once",
                    actual: "\(room) for the second time")
            }
            rooms.append(room)
        }
        return rooms.sorted()
    }

    private static func isLossless(
        _ delivery: Roomkeeper_V1_Delivery
    ) throws(InvalidField) -> Bool {
        switch delivery {
        case .unspecified, .lossless: true
        case .latest: false
        case .UNRECOGNIZED(let number):
            throw RequestEnums.unknown(number, field: "delivery", allowed: "LOSSLESS or LATEST")
        }
    }

    private static func progressInterval(
        of request: Roomkeeper_V1_WatchRequest
    ) throws(InvalidField) -> Duration {
        let told = request.progressIntervalMs
        guard told != 0 else { return .milliseconds(WatchLimits.progressMillisecondsByDefault) }
        let allowed = WatchLimits.progressMilliseconds
        guard allowed.contains(told) else {
            throw InvalidField(
                field: "progress_interval_ms",
                limit: "\(allowed.lowerBound) to \(allowed.upperBound) milliseconds, or 0",
                actual: "\(told)")
        }
        return .milliseconds(told)
    }

    private static func hash(of target: Target) -> StableHash {
        switch target {
        case .rooms(let rooms):
            var writer = ByteWriter(capacity: 24 * rooms.count)
            for room in rooms { writer.writeString(room.rawValue) }
            return StableHash(of: writer.bytes)
        case .filter(let filter):
            return StableHash(of: [1], seed: filter.hash)
        }
    }
}

extension RoomFilter {
    init(_ filter: Roomkeeper_V1_WatchFilter) throws(InvalidField) {
        var states: [Room.State] = []
        for (index, state) in filter.states.enumerated() {
            if let state = try RequestEnums.state(state, field: "filter.states[\(index)]") {
                states.append(state)
            }
        }
        try Self.check(filter.region, RoomState.Limits.regionBytes, field: "filter.region")
        try Self.check(filter.tag, RoomState.Limits.tagBytes.upperBound, field: "filter.tag")
        self.init(
            states: states, region: filter.region, tag: filter.tag,
            owner: try filter.ownerID.isEmpty
                ? nil : UserID(filter.ownerID, field: "filter.owner_id"))
    }

    private static func check(
        _ text: String, _ limit: Int, field: String
    ) throws(InvalidField) {
        guard text.utf8.count > limit else { return }
        throw InvalidField(
            field: field, limit: "at most \(limit) bytes", actual: "\(text.utf8.count) bytes")
    }
}

extension InvalidField {
    fileprivate init(_ fault: WatchToken.Fault, text: String) {
        let actual =
            switch fault {
            case .notAToken: "\(text.utf8.count) bytes that are no token"
            case .otherCluster: "a token of another cluster"
            case .otherWatch: "a token of a watch of other rooms or another filter"
            }
        self.init(
            field: "resume_token", limit: "a token out of an earlier answer of the same watch",
            actual: actual)
    }
}
