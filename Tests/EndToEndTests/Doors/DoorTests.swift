import Foundation
import GRPCCore
import RoomProtocol
import SwiftProtobuf
import Testing

extension EndToEnd {
    /// Every operation, with every word that the rules have for it, on every door.
    @Suite struct DoorTests {
        /// What no caller can meet in this version: nothing bans, suspends, moderates or offers.
        private static let unreachable: Set<String> = [
            "ROOM_SUSPENDED", "USER_BANNED", "CANNOT_TARGET_HOST", "CANNOT_TARGET_MODERATOR",
            "MODERATORS_FULL", "RESTRICTIONS_FULL", "STALE_OFFER",
        ]
        /// What is asked for elsewhere: the rate below, and in `DoorMomentTests` of the server's
        /// own tests an invitation at the very moment at which it runs out.
        private static let elsewhere: Set<String> = ["RATE_LIMITED", "INVITE_EXPIRED"]

        @Test(.timeLimit(.minutes(5)))
        func everyRefusalIsTheSameOnEveryDoorAndChangesNothing() async throws {
            try await TestCluster.run { cluster in
                let node = cluster.nodes[0]
                try await cluster.withClient(of: node.id) { native in
                    try await GRPCNode.with(node) { grpc in
                        let stage = DoorStage(native: native, grpc: grpc, httpPort: node.httpPort)
                        for (number, row) in DoorCase.all.enumerated() {
                            try await Self.walk(row, number: number, on: stage)
                        }
                    }
                }
            }
        }

        private static func walk(
            _ row: DoorCase, number: Int, on stage: DoorStage
        ) async throws {
            let asked = try await stage.prepare(row, number: number)
            let before = try await stage.revision(of: asked.roomID)
            let wanted = try DoorStatus.of(row.reason)
            let native = try await stage.askNative(asked)
            let grpc = try await stage.askGRPC(asked)
            let http = try await stage.askHTTP(asked)
            #expect(native.0.reason == row.reason, "\(row): \(native)")
            #expect(native.1 == wanted.status, "\(row)")
            #expect(grpc.1 == wanted.status.rawValue, "\(row)")
            #expect(http.1 == wanted.http, "\(row)")
            #expect(grpc.0 == native.0, "\(row)")
            #expect(http.0 == native.0, "\(row)")
            let isOfAnOperation = native.0.metadata["op_index"] != nil
            #expect(!isOfAnOperation || native.0.metadata["op_index"] == "0", "\(row)")
            // A dry run finds the same, whether its shape is at fault or the room says no; it does
            // not look at request ids, for nothing is remembered of it.
            if row.requestID.isEmpty {
                for judgement in try await stage.judgements(of: asked) {
                    #expect(judgement == native.0, "\(row), dry: \(judgement)")
                }
            }
            #expect(try await stage.revision(of: asked.roomID) == before, "\(row)")
        }

        @Test(.timeLimit(.minutes(3)))
        func aRoomThatIsChangedTooFastIsToldSoOfEveryOperationOnEveryDoor() async throws {
            // The node takes two changes of a room at once and one a second. Whatever gets through
            // is stopped by a revision that the room does not have, so nothing ever changes.
            try await TestCluster.run { cluster in
                let node = cluster.nodes[0]
                try await cluster.restart(node.id, with: ["--room-rate", "1"])
                try await cluster.withClient(of: node.id) { native in
                    try await GRPCNode.with(node) { grpc in
                        let stage = DoorStage(native: native, grpc: grpc, httpPort: node.httpPort)
                        let room = try await stage.create(.with { $0.start = true }, host: "ana")
                        for (name, kind) in DoorCase.samples where name != "create" {
                            let row = DoorCase(name, "RATE_LIMITED", kind) {
                                $0.preconditions.revision = 99
                            }
                            try await Self.exceed(row, of: room.roomID, on: stage)
                        }
                        #expect(try await stage.revision(of: room.roomID) == room.revision)
                    }
                }
            }
        }

        private static func exceed(
            _ row: DoorCase, of room: String, on stage: DoorStage
        ) async throws {
            let asked = DoorStage.Prepared(
                request: .with {
                    $0.roomID = room
                    $0.operations = [.with { $0.op = row.kind }]
                    $0.preconditions = row.preconditions
                }, roomID: room, operation: row.operation)
            func untilRefused(
                _ ask: () async throws -> (DoorAnswer, Int)
            ) async throws -> (DoorAnswer, Int) {
                try await Eventually.get("\(row)") {
                    let answer = try await ask()
                    return answer.0.reason == "REVISION_MISMATCH" ? nil : answer
                }
            }
            let native = try await untilRefused {
                let (answer, status) = try await stage.askNative(asked)
                return (answer, status.rawValue)
            }
            let grpc = try await untilRefused { try await stage.askGRPC(asked) }
            let http = try await untilRefused { try await stage.askHTTP(asked) }
            let wanted = try DoorStatus.of(row.reason)
            #expect(native.0.reason == row.reason, "\(row): \(native)")
            #expect(native.0.metadata["limit"]?.hasPrefix("1 changes a second") == true, "\(row)")
            #expect(native.1 == wanted.status.rawValue && grpc.1 == native.1, "\(row)")
            #expect(http.1 == wanted.http, "\(row)")
            #expect(grpc.0 == native.0 && http.0 == native.0, "\(row): \(grpc) \(http)")
        }

        @Test func theTableHasEveryOperationAndEveryReason() throws {
            // The schema is the list of operations, the rules' own words that of reasons: whoever
            // adds one of either adds the lines here.
            let schema = try DoorDocument.source(
                "Sources/RoomProtocol/Protos/roomkeeper/v1/operations.proto")
            let start = try #require(schema.firstRange(of: "oneof op {")).upperBound
            let end = try #require(schema[start...].firstRange(of: "}")).lowerBound
            let operations = schema[start..<end].split(separator: "\n").compactMap { line in
                line.split(separator: " ").dropFirst().first.map(String.init)
            }
            #expect(operations.count > 30)
            #expect(operations == DoorCase.samples.map(\.name))

            let rules = try DoorDocument.source(
                "Sources/RoomState/Outcomes/RejectionReason.swift")
            let reasons = Set(
                rules.split(separator: "\"").map(String.init).filter { word in
                    word.count > 3 && word.allSatisfy { $0.isUppercase || $0 == "_" }
                })
            #expect(reasons.count > 40)
            #expect(
                reasons.subtracting(Self.unreachable).subtracting(Self.elsewhere)
                    == Set(DoorCase.all.map(\.reason)),
                "reasons without a line, or lines without a reason")
            for name in operations {
                let told = DoorCase.all.filter { $0.operation == name }.map(\.reason)
                #expect(Set(told).count == told.count, "\(name) has a reason twice")
            }
        }

        @Test func theTableHasWhatTheDocumentsSayOfEachOperation() throws {
            let document = try DoorDocument()
            #expect(document.names.sorted() == DoorCase.samples.map(\.name).sorted())
            var documented = document.operations
            for name in document.names {
                for reason in document.common where !Self.cannotMeet(name, reason) {
                    documented.insert(.init(of: name, reason: reason))
                }
            }
            documented = documented.filter { !Self.elsewhere.contains($0.reason) }
            let told = Set(
                DoorCase.all.map { DoorDocument.Refusal(of: $0.operation, reason: $0.reason) })
            #expect(documented.subtracting(told) == [], "documented without a line")
            #expect(told.subtracting(documented) == [], "lines that docs/api.md does not tell")

            // docs/rooms.md has the same table for people, with several operations in a row.
            #expect(document.rules.flatMap(\.operations).sorted() == document.names.sorted())
            let words = Set(document.operations.map(\.reason)).subtracting(document.common)
            for rule in document.rules {
                let exact = document.operations.filter { rule.operations.contains($0.of) }
                #expect(
                    rule.reasons.intersection(words)
                        == Set(exact.map(\.reason)).intersection(words), "\(rule.operations)")
            }
        }

        /// What is common to all operations but one.
        private static func cannotMeet(_ operation: String, _ reason: String) -> Bool {
            switch operation {
            case "create":
                // There is no room yet, so there is nothing to hold it against.
                [
                    "ROOM_NOT_FOUND", "ROOM_ENDED", "REVISION_MISMATCH", "PRECONDITION_MISMATCH",
                ].contains(reason)
            case "end": reason == "ROOM_ENDED"
            default: false
            }
        }
    }
}
