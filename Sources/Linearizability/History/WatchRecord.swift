/// What one watch of one room was told while it was open.
package struct WatchRecord: Codable, Equatable, Sendable {
    package struct Event: Codable, Equatable, Sendable {
        package var revision: Int
        /// When the client heard of it.
        package var at: Int64?
        /// The room's value after the change.
        package var value: HistoryValue?

        private enum CodingKeys: String, CodingKey {
            case revision = "rev"
            case at
            case value
        }

        package init(revision: Int, at: Int64?, value: HistoryValue?) {
            self.revision = revision
            self.at = at
            self.value = value
        }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.revision = try container.decode(Int.self, forKey: .revision)
            self.at = try container.decodeIfPresent(Int64.self, forKey: .at)
            if container.contains(.value) {
                self.value = try container.decode(HistoryValue.self, forKey: .value)
            }
        }
    }

    package struct Result: Codable, Equatable, Sendable {
        /// The revision that the watcher knew of before the first event.
        package var fromRevision: Int?
        /// The room as a fresh watch was told it at first.
        package var snapshot: Event?
        package var events: [Event]
        /// When the watch was told that there is no such room, which ends it.
        package var gone: Int64?

        private enum CodingKeys: String, CodingKey {
            case fromRevision = "from_rev"
            case snapshot
            case events
            case gone
        }

        package init(fromRevision: Int?, events: [Event]) {
            self.fromRevision = fromRevision
            self.events = events
        }
    }

    package var process: Int?
    package var room: String
    package var node: String?
    /// Names a watch across its resumptions; one that begins anew has a new key.
    package var key: String?
    package var call: Int64
    package var ret: Int64?
    /// `latest` for a watch that may leave changes out; else it tells every one of them.
    package var mode: String?
    package var result: Result

    package init(room: String, call: Int64, result: Result) {
        self.room = room
        self.call = call
        self.result = result
    }

    /// All that it was told of the room, in order.
    var sights: [Event] { [self.result.snapshot].compactMap { $0 } + self.result.events }

    package var tellsEveryChange: Bool { self.mode != "latest" }
}
