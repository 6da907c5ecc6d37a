import Foundation
import GRPCCore
import RoomProtocol
import Testing

extension EndToEnd {
    /// Every operation, with every word that the rules have for it, on every door.
    @Suite struct DoorTests {
        /// What no caller can meet in this version: nothing bans, suspends, moderates or offers,
        /// the node's rate is off, and a tick removes an invitation before anyone sees it expired.
        private static let unreachable: Set<String> = [
            "ROOM_SUSPENDED", "USER_BANNED", "CANNOT_TARGET_HOST", "CANNOT_TARGET_MODERATOR",
            "MODERATORS_FULL", "RESTRICTIONS_FULL", "STALE_OFFER", "RATE_LIMITED", "INVITE_EXPIRED",
        ]

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
            #expect(try await stage.revision(of: asked.roomID) == before, "\(row)")
        }

        @Test func theTableHasEveryOperationAndEveryReason() throws {
            // The schema is the list of operations, the rules' own words that of reasons: whoever
            // adds one of either adds the lines here.
            let schema = try Self.source(
                "Sources/RoomProtocol/Protos/roomkeeper/v1/operations.proto")
            let start = try #require(schema.firstRange(of: "oneof op {")).upperBound
            let end = try #require(schema[start...].firstRange(of: "}")).lowerBound
            let operations = schema[start..<end].split(separator: "\n").compactMap { line in
                line.split(separator: " ").dropFirst().first.map(String.init)
            }
            #expect(operations.count > 30)
            #expect(operations == DoorCase.samples.map(\.name))

            let rules = try Self.source("Sources/RoomState/Outcomes/RejectionReason.swift")
            let reasons = Set(
                rules.split(separator: "\"").map(String.init).filter { word in
                    word.count > 3 && word.allSatisfy { $0.isUppercase || $0 == "_" }
                })
            #expect(reasons.count > 40)
            #expect(
                reasons.subtracting(Self.unreachable) == Set(DoorCase.all.map(\.reason)),
                "reasons without a line, or lines without a reason")
            for name in operations {
                let told = DoorCase.all.filter { $0.operation == name }.map(\.reason)
                #expect(Set(told).count == told.count, "\(name) has a reason twice")
            }
        }

        private static func source(_ path: String) throws -> String {
            let parts = "\(#filePath)".split(separator: "/", omittingEmptySubsequences: false)
            let root = parts.dropLast(4).joined(separator: "/")
            return try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
        }
    }
}
