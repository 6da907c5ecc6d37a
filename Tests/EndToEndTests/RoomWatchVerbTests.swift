import ChaosHarness
import Foundation
import Glibc
import Testing

extension EndToEnd {
    /// `roomctl room watch`, as a person uses it.
    @Suite struct RoomWatchVerbTests {
        private struct Line: Decodable {
            struct Snapshot: Decodable { let room: Room }
            struct Room: Decodable { let revision: String }
            struct RoomChange: Decodable { let change: Change }
            struct Change: Decodable { let revision: String }

            let snapshot: Snapshot?
            let change: RoomChange?

            /// `nil` for what only tells that the watch lives.
            var revision: String? { self.snapshot?.room.revision ?? self.change?.change.revision }
        }

        @Test(.timeLimit(.minutes(3)))
        func aWatchTellsEveryRevisionOnceOverTheDeathOfItsNodeAndEndsOnInterrupt() async throws {
            try await TestCluster.run { cluster in
                let created: ChangeAnswer = try await cluster.answer(
                    "room", "create", "--owner", "anna", "--title", "t", "--start")
                let id = created.roomId
                let output = cluster.directory.appendingPathComponent("watch.out")
                let errors = cluster.directory.appendingPathComponent("watch.err")
                let endpoints = cluster.nodes.map { $0.nativeEndpoint }.joined(separator: ",")
                let watch = try ChildProcess(
                    Program.roomctl.url(), ["room", "watch", id, "-o", "json"],
                    in: cluster.directory,
                    output: output, errors: errors,
                    environment: ["ROOMCTL_ENDPOINTS": endpoints])
                func revisions() throws -> [String] {
                    let text = try String(contentsOf: output, encoding: .utf8)
                    return try text.split(separator: "\n").compactMap { line in
                        try JSONDecoder().decode(Line.self, from: Data(line.utf8)).revision
                    }
                }
                try await Eventually.holds("the room is told as it is") {
                    try revisions() == ["1"]
                }
                for product in ["p1", "p2"] {
                    let _: ChangeAnswer = try await cluster.answer("room", "pin", id, product)
                }
                try await Eventually.holds("two changes are told") {
                    try revisions() == ["1", "2", "3"]
                }

                // Whoever serves the watch dies: the leader is killed, and if it was another node
                // nothing is to be noticed either.
                let leader = try await cluster.leader()
                await cluster.kill([leader])
                let _: ChangeAnswer = try await cluster.answer(
                    "room", "pin", id, "p3", "--timeout", "30s")
                try await Eventually.holds("the next change is told") {
                    try revisions() == ["1", "2", "3", "4"]
                }

                watch.send(signal: SIGINT)
                try #require(await watch.exitCode() == 0)
                let remark = try String(contentsOf: errors, encoding: .utf8)
                try #require(remark.contains("--resume-token "))
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func aPersonReadsOneLineForEachRevision() async throws {
            try await TestCluster.run { cluster in
                let created: ChangeAnswer = try await cluster.answer(
                    "room", "create", "--owner", "anna", "--title", "Shoes", "--start")
                let output = cluster.directory.appendingPathComponent("watch.out")
                let endpoints = cluster.nodes.map { $0.nativeEndpoint }.joined(separator: ",")
                let watch = try ChildProcess(
                    Program.roomctl.url(), ["room", "watch", created.roomId], in: cluster.directory,
                    output: output,
                    errors: cluster.directory.appendingPathComponent("watch.err"),
                    environment: ["ROOMCTL_ENDPOINTS": endpoints])
                func lines() throws -> [Substring] {
                    try String(contentsOf: output, encoding: .utf8).split(separator: "\n")
                }
                try await Eventually.holds("the room is told as it is") {
                    try lines().count == 1
                }
                let _: ChangeAnswer = try await cluster.answer("room", "pin", created.roomId, "p1")
                let _: ChangeAnswer = try await cluster.answer("room", "end", created.roomId)
                try await Eventually.holds("both changes are told") { try lines().count == 3 }
                let told = try lines()
                let wanted = [
                    #"rev 1  (as it is)  live, hosted by anna: "Shoes""#,
                    "rev 2  (a service)  p1 added at 0; p1 pinned at 0",
                    "rev 3  (a service)  ended",
                ]
                for (line, text) in zip(told, wanted) {
                    try #require(line.contains(created.roomId) && line.hasSuffix(text), "\(told)")
                }
                watch.send(signal: SIGINT)
                try #require(await watch.exitCode() == 0)
            }
        }
    }
}
