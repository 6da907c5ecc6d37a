/// What a history proves.
package struct Verdict: Codable, Equatable, Sendable {
    package enum Outcome: String, Codable, Sendable {
        case pass
        /// Something cannot be so.
        case bad
        /// The run proves nothing: too little worked, a fault never took hold, an end is missing.
        case invalid
        /// Not found out in time.
        case undecided
    }

    /// What became of one room.
    package struct RoomResult: Codable, Equatable, Sendable {
        package var room: String
        package var operations: Int
        package var outcome: Outcome
        /// Looks at one operation in one state: what the search cost.
        package var steps: Int
    }

    /// Something that must be so for a run to prove anything.
    package struct Assumption: Codable, Equatable, Sendable {
        package var sentence: String
        package var holds: Bool
    }

    package struct Counts: Codable, Equatable, Sendable {
        package var rooms = 0
        package var operations = 0
        package var ok = 0
        package var fail = 0
        package var unknown = 0
        /// Of the unknown ones: found out later.
        package var settled = 0
        package var watches = 0
        package var events = 0
        package var faults = 0
    }

    package var outcome: Outcome
    package var sentence: String
    package var model: HistoryModel
    package var findings: [Finding]
    package var assumptions: [Assumption]
    package var rooms: [RoomResult]
    package var counts: Counts
    package var availability: Availability
}
