import Foundation
import GRPCCore
import RoomProtocol
import Testing

extension EndToEnd {
    /// Every call that changes no room, with every word that there is for it, on every door.
    @Suite struct DoorQueryTests {
        /// What depends on the moment: asked for in `DoorMomentTests` of the server's own tests,
        /// where a test can choose it.
        static let momentary: Set<String> = ["HOST_LOST"]

        @Test(.timeLimit(.minutes(5)))
        func everyRefusalIsTheSameOnEveryDoorAndChangesNothing() async throws {
            try await TestCluster.run { cluster in
                let node = cluster.nodes[0]
                try await cluster.withClient(of: node.id) { native in
                    try await GRPCNode.with(node) { grpc in
                        let stage = DoorStage(native: native, grpc: grpc, httpPort: node.httpPort)
                        let rooms = try await stage.makeRooms()
                        // An etag says all of a room.
                        let ids = [rooms.live, rooms.scheduled, rooms.ended, rooms.tracked]
                        let before = try await stage.etags(of: ids)
                        for row in DoorQuery.all {
                            try await Self.walk(row, rooms, on: stage)
                        }
                        #expect(try await stage.etags(of: ids) == before)
                    }
                }
            }
        }

        private static func walk(
            _ row: DoorQuery, _ rooms: DoorQuery.Rooms, on stage: DoorStage
        ) async throws {
            let request = row.request(rooms)
            let native = try await stage.askNative(request)
            let grpc = try await stage.askGRPC(request)
            let http = try await stage.askHTTP(request)
            #expect(native.answer.reason == row.reason, "\(row): \(native)")
            let wanted = try DoorStatus.of(row.reason)
            if native.status != nil {
                #expect(native.status == wanted.status.rawValue, "\(row)")
                #expect(grpc.status == wanted.status.rawValue, "\(row)")
                #expect(http.status == wanted.http, "\(row): \(http)")
            }
            let isKnown = !(row.call == "Settle" && row.reason == "REQUEST_EXPIRED")
            #expect(native.answer.outcome == (isKnown ? "NOT_APPLIED" : "UNKNOWN"), "\(row)")
            #expect(native.answer.metadata["field"] == row.field, "\(row): \(native)")
            #expect(grpc.answer == native.answer, "\(row)")
            guard row.isNumbered else {
                #expect(http.answer == native.answer, "\(row)")
                return
            }
            #expect(http.answer.reason == row.reason && http.answer.outcome == "NOT_APPLIED")
            #expect(http.answer.metadata["field"] == row.field, "\(row): \(http)")
            #expect(http.answer.metadata["limit"]?.hasPrefix("one of ") == true, "\(row): \(http)")
        }

        @Test func theTableHasWhatTheDocumentsSayOfEachCall() throws {
            let document = try DoorDocument()
            let told = Set(
                DoorQuery.all.map { DoorDocument.Refusal(of: $0.call, reason: $0.reason) })
            let documented = document.queries.filter { !Self.momentary.contains($0.reason) }
            #expect(documented.subtracting(told) == [], "documented without a line")
            #expect(told.subtracting(documented) == [], "lines that docs/api.md does not tell")

            // The schema is the list of calls.
            let schema = try DoorDocument.source(
                "Sources/RoomProtocol/Protos/roomkeeper/v1/service.proto")
            let calls = schema.split(separator: "\n").compactMap { line -> String? in
                let words = line.split { !$0.isLetter && !$0.isNumber }
                return words.first == "rpc" ? String(words[1]) : nil
            }
            #expect(calls.count > 10)
            let others: Set<String> = ["Mutate", "Watch", "Session"]
            #expect(Set(calls).subtracting(others) == Set(told.map(\.of)))
        }

        @Test func everyWordThatADoorCanSayIsInTheDocuments() throws {
            let documents = try ["docs/api.md", "docs/watch.md"].map {
                try DoorDocument.source($0)
            }
            let known = Set(documents.flatMap { DoorDocument.reasons(in: $0) })
            var said = Set<String>()
            for folder in ["Sources/RoomMapping", "Sources/RoomServer", "Sources/RoomGRPC"] {
                for source in try DoorDocument.sources(under: folder) {
                    for line in source.split(separator: "\n") where line.contains("reason") {
                        // The words are literals behind `reason:` or `reason =`.
                        let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
                        guard parts.count > 2, parts[0].hasSuffix(": ") || parts[0].hasSuffix("= ")
                        else { continue }
                        said.formUnion(DoorDocument.reasons(in: parts[1]))
                    }
                }
            }
            #expect(said.count > 15)
            #expect(said.subtracting(known) == [], "words that no document explains")
        }
    }
}
