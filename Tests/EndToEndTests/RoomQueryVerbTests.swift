import Foundation
import RoomProtocol
import SwiftProtobuf
import Testing

extension EndToEnd {
    /// Commands of `roomctl room` that ask, as a person reads them and as a script does.
    @Suite struct RoomQueryVerbTests {
        @Test(.timeLimit(.minutes(2)))
        func roomsAreListedAndFoundByWhatIsInThem() async throws {
            try await TestCluster.run { cluster in
                let shoes = try await Self.makeRoom(on: cluster, owner: "anna", title: "Shoes")
                let lamps = try await Self.makeRoom(on: cluster, owner: "lars", title: "Lamps")
                try await Self.change(cluster, "end", lamps)

                let table = try await Self.text(cluster, "list")
                try #require(table.hasPrefix("ROOM "))
                try #require(table.contains(shoes) && table.contains("Shoes"))
                try #require(!table.contains(lamps), "ended rooms are listed when asked for")
                try #require(table.contains("linearizable read, served by node"))
                let ended = try await Self.text(cluster, "list", "--state", "ended")
                try #require(ended.contains(lamps) && !ended.contains(shoes))
                let none = try await Self.text(cluster, "list", "--tag", "winter")
                try #require(none.hasPrefix("no room\n"))

                // Two pages of one room each, the second with the first one's token.
                let states = ["--state", "live", "--state", "ended", "--page-size", "1"]
                let first: Roomkeeper_V1_ListRoomsResponse = try await Self.json(
                    cluster, ["list"] + states)
                let rest: Roomkeeper_V1_ListRoomsResponse = try await Self.json(
                    cluster, ["list", "--page-token", first.nextPageToken] + states)
                try #require((first.rooms + rest.rooms).map(\.roomID) == [shoes, lamps].sorted())

                let subjects = [
                    ["--host", "anna"], ["--seated", "anna"], ["--invited", "ben"],
                    ["--product", "tea"], ["--product", "tea", "--place", "pinned"],
                    ["--product", "tea", "--place", "spotlight"],
                ]
                for subject in subjects {
                    let found: Roomkeeper_V1_FindRoomsResponse = try await Self.json(
                        cluster, ["find"] + subject)
                    try #require(found.rooms.map(\.roomID) == [shoes], "\(subject)")
                }
                let row = try await Self.text(cluster, "find", "--host", "anna")
                try #require(row.contains(shoes) && row.contains("live"))
                let nobody = try await Self.text(cluster, "find", "--host", "nobody")
                try #require(nobody.hasPrefix("no room\n"))
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func whatHappenedAndWhatWillIsTold() async throws {
            try await TestCluster.run { cluster in
                let room = try await Self.makeRoom(on: cluster, owner: "anna", title: "Shoes")
                let lines = try await Self.text(cluster, "events", room).split(separator: "\n")
                try #require(lines[0].contains("rev 1") && lines[0].contains("created for anna"))
                try #require(lines[1].contains("ben invited as co-host"))
                try #require(lines[2].contains("tea pinned at 0"))
                try #require(lines[3].contains("spotlight on tea"))
                let one: Roomkeeper_V1_ListRoomEventsResponse = try await Self.json(
                    cluster, ["events", room, "--from", "3", "--limit", "1"])
                try #require(one.changes.map(\.revision) == [3])
                try #require(one.oldestRevision == 1 && one.newestRevision == 4)

                let due = try await Self.text(cluster, "deadlines", room)
                try #require(due.contains("the invitation runs out") && due.contains("ben"))
                let all: Roomkeeper_V1_ListDeadlinesResponse = try await Self.json(
                    cluster, ["deadlines"])
                try #require(all.deadlines.map(\.kind) == [.invite])
                try #require(all.deadlines.map(\.subjectID) == ["ben"])

                // Why it is as it is: each part with the change that made it so.
                let why = try await Self.text(cluster, "why", room)
                try #require(why.contains("spotlight: tea\n  by revision 4"))
                try #require(why.contains("pin tea: pinned\n  by revision 3"))
                struct Why: Decodable {
                    struct Reason: Decodable {
                        struct Change: Decodable { let revision: Int }
                        let what: String
                        let value: String
                        let change: Change?
                    }
                    let roomId: String
                    let revision: Int
                    let reasons: [Reason]
                }
                let told: Why = try await cluster.answer("room", "why", room)
                try #require(told.roomId == room && told.revision == 4)
                let host = told.reasons.first { $0.what == "host" }
                try #require(host?.value == "anna" && host?.change?.revision == 1)
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func heartbeatsAndSettlementsSayWhatBecameOfThem() async throws {
            try await TestCluster.run { cluster in
                let room = try await Self.makeRoom(on: cluster, owner: "anna", title: "Shoes")
                let present = try await Self.text(cluster, "heartbeat", room, "anna")
                try #require(present == "anna counts as present for 300 s from now\n")
                let beat: Roomkeeper_V1_HeartbeatResponse = try await Self.json(
                    cluster, ["heartbeat", room, "anna"])
                try #require(beat.items.map(\.present.presenceTtlSeconds) == [300])
                try await Self.refused(cluster, "NOT_THE_HOST", "heartbeat", room, "eve")
                try await Self.refused(cluster, "ROOM_NOT_FOUND", "heartbeat", "nope", "anna")

                var time = try await cluster.status(of: 1).groupTime
                time.seconds += 120
                let notAfter = try String(time.jsonString().dropFirst().dropLast())
                func identity(_ id: String) -> [String] {
                    ["--request-id", id, "--not-after", notAfter]
                }
                // One that was applied is told with its answer.
                try await Self.change(cluster, "pause", room, identity("r1"))
                let applied: Roomkeeper_V1_SettleResponse = try await Self.json(
                    cluster, ["settle", room] + identity("r1"))
                try #require(applied.applied.revision == 5 && applied.applied.replayed)
                // One that never came is made impossible, and then refused.
                let settled = try await cluster.roomctl(["room", "settle", room] + identity("r2"))
                try #require(settled.output.hasPrefix("It had no effect, and can have none"))
                try await Self.refused(
                    cluster, "REQUEST_EXPIRED", ["resume", room] + identity("r2"))
                let voided: Roomkeeper_V1_SettleResponse = try .init(
                    jsonString: try await cluster.roomctl(
                        ["room", "settle", "--owner", "anna", "-o", "json"] + identity("r3")
                    ).output)
                try #require(voided.outcome == .voided(.init()))
                try await Self.refused(
                    cluster, "REQUEST_ID_REUSED",
                    ["settle", room, "--request-id", "r1", "--not-after", "2020-01-01T00:00:00Z"])
            }
        }

        // MARK: Running roomctl

        /// A live room with an invitation, a pin and a spotlight, at revision 4.
        private static func makeRoom(
            on cluster: TestCluster, owner: String, title: String
        ) async throws -> String {
            let created: ChangeAnswer = try await cluster.answer(
                "room", "create", "--owner", owner, "--title", title, "--start",
                "--presence-mode", "heartbeat", "--presence-ttl", "300", "--invite-ttl", "3600")
            let product = owner == "anna" ? "tea" : "lamp"
            try await Self.change(cluster, "invite", created.roomId, ["ben"])
            try await Self.change(cluster, "pin", created.roomId, [product, "--title", "P"])
            try await Self.change(cluster, "spotlight", created.roomId, [product])
            return created.roomId
        }

        private static func change(
            _ cluster: TestCluster, _ command: String, _ room: String, _ arguments: [String] = []
        ) async throws {
            let answer: ChangeAnswer = try await cluster.answer(
                ["room", command, room] + arguments)
            try #require(answer.changed == true, "\(command)")
        }

        /// What a person sees.
        private static func text(
            _ cluster: TestCluster, _ arguments: String...
        ) async throws -> String {
            let result = try await cluster.roomctl(["room"] + arguments)
            try #require(result.exitCode == 0, "\(result)")
            return result.output
        }

        /// What a script sees: the message of the protocol.
        private static func json<Response: Message>(
            _ cluster: TestCluster, _ arguments: [String]
        ) async throws -> Response {
            let result = try await cluster.roomctl(["room"] + arguments + ["-o", "json"])
            try #require(result.exitCode == 0, "\(result)")
            return try Response(jsonString: result.output)
        }

        private static func refused(
            _ cluster: TestCluster, _ reason: String, _ arguments: String...
        ) async throws {
            try await Self.refused(cluster, reason, arguments)
        }

        private static func refused(
            _ cluster: TestCluster, _ reason: String, _ arguments: [String]
        ) async throws {
            let text = try await cluster.roomctl(["room"] + arguments)
            try #require(text.exitCode == 1 && text.errors.hasPrefix("error: \(reason): "))
            let json = try await cluster.roomctl(["room"] + arguments + ["-o", "json"])
            try #require(json.exitCode == 1, "\(json)")
            try #require(try json.decoded(ErrorAnswer.self).error.reason == reason, "\(json)")
        }
    }
}
