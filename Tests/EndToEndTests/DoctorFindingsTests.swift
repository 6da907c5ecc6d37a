import Foundation
import RoomProtocol
import SwiftProtobuf
import Testing

extension EndToEnd {
    /// Everything that `roomctl doctor` finds, on nodes that say what a real one rarely says.
    @Suite struct DoctorFindingsTests {
        @Test(.timeLimit(.minutes(2)))
        func eachThingThatIsWrongIsFoundAndNothingElse() async throws {
            let cluster = try await ScriptedCluster.start()
            try await Self.withDirectory { directory in
                let healthy = try await cluster.doctor(in: directory) { _ in }
                try #require(healthy.healthy && healthy.findings.isEmpty, "\(healthy)")
                for symptom in Symptom.all {
                    let answer = try await cluster.doctor(in: directory, symptom.bringAbout)
                    let found = answer.findings.filter { $0.reason == symptom.reason }
                    #expect(found.count == answer.findings.count, "\(symptom): \(answer)")
                    let finding = try #require(found.first, "\(symptom): \(answer)")
                    #expect(finding.severity == symptom.severity, "\(symptom): \(finding)")
                    #expect(finding.what.contains(symptom.words), "\(symptom): \(finding)")
                    #expect(!finding.advice.isEmpty)
                    #expect(answer.healthy == (symptom.severity == "note"))
                }
            }
        }

        private static func withDirectory(_ body: (URL) async throws -> Void) async throws {
            let directory = FileManager.default.temporaryDirectory
                .appendingPathComponent("doctor-\(UUID().uuidString)")
            try FileManager.default.createDirectory(
                at: directory, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: directory) }
            try await body(directory)
        }
    }
}

/// What a cluster says of itself when something is wrong, and what the doctor makes of it.
private struct Symptom: Sendable, CustomStringConvertible {
    typealias Statuses = [UInt64: Roomkeeper_V1_NodeStatusResponse]

    let reason: String
    let severity: String
    let words: String
    let bringAbout: @Sendable (inout Statuses) -> Void

    var description: String { self.reason }

    static let all =
        Self.ofTheCluster + Self.ofOneNode + Self.ofReplication + Self.ofCertificates

    private static func problem(
        _ reason: String, _ words: String,
        _ bringAbout: @escaping @Sendable (inout Statuses) -> Void
    ) -> Symptom {
        Symptom(reason: reason, severity: "problem", words: words, bringAbout: bringAbout)
    }

    private static func note(
        _ reason: String, _ words: String,
        _ bringAbout: @escaping @Sendable (inout Statuses) -> Void
    ) -> Symptom {
        Symptom(reason: reason, severity: "note", words: words, bringAbout: bringAbout)
    }

    private static let ofTheCluster = [
        Self.problem("NO_LEADER", "a majority of 3 voters is 2") { statuses in
            for node in statuses.keys { statuses[node]?.role = "follower" }
        },
        Self.problem("DIFFERENT_CLUSTERS", "000000000000000b") { statuses in
            statuses[3]?.clusterID = "000000000000000b"
        },
        Self.note("DIFFERENT_VERSIONS", "0.1.0, 0.2.0") { $0[2]?.version = "0.2.0" },
        Self.note("MEMBERSHIP_CHANGING", "under way") { $0[1]?.membershipChanging = true },
        Self.note("EVEN_VOTERS", "2 voters") { $0[1]?.members.removeLast() },
    ]

    private static let ofOneNode = [
        Self.problem("NOT_READY", "no longer has it") { statuses in
            // A node that has forgotten what it acknowledged is quarantined.
            statuses[2]?.ready = false
            statuses[2]?.notReadyReason = "acknowledged the log up to 7 and no longer has it"
        },
        Self.problem("ALARM", "nearly full") { $0[2]?.alarm = "the disk is nearly full" },
        Self.problem("DISK_NEARLY_FULL", "node 2 has 1024 MiB") { $0[2]?.diskFreeBytes = 1 << 30 },
        Self.problem("SLOW_DISK", "took 60 ms") { $0[2]?.logSyncP99Us = 60_000 },
        Self.problem("CLOCK_DIFFERS", "behind the others'") { statuses in
            statuses[2]?.wallClock.seconds -= 60
        },
        Self.problem("ROOMS_DIFFER", "differ from those of node(s)") { statuses in
            statuses[2]?.stateDigest = "another"
        },
    ]

    private static let ofReplication = [
        Self.problem("NEEDS_SNAPSHOT", "waits for a snapshot") { statuses in
            statuses[1]?.members[1].needsSnapshot = true
        },
        Self.problem("NOT_HEARD_BY_LEADER", "node 1, does not hear") { statuses in
            statuses[1]?.members[1].answering = false
        },
        Self.problem("BEHIND", "node 2 is 9900 entries behind") { statuses in
            statuses[1]?.lastIndex = 10_000
            for index in [0, 2] { statuses[1]?.members[index].matchIndex = 10_000 }
        },
        Self.note("LEARNER", "node 2 is a learner") { statuses in
            statuses[1]?.members[1].state = "learner"
            // With another voter, so that their number stays odd.
            var fourth = statuses[1]?.members[2] ?? Roomkeeper_V1_MemberStatus()
            fourth.nodeID = 2
            fourth.state = "voter"
            statuses[1]?.members.append(fourth)
        },
    ]

    private static let ofCertificates = [
        Self.note("CERTIFICATE_ENDS", "node 2 ends in less than 21 days") { statuses in
            statuses[2]?.certificateExpires = Self.date(in: 20.5)
        },
        Self.problem("CERTIFICATE_ENDS", "node 2 ends in less than 4 days") { statuses in
            statuses[2]?.certificateExpires = Self.date(in: 3.5)
        },
        Self.problem("CERTIFICATE_ENDS", "node 2 has ended") { statuses in
            statuses[2]?.certificateExpires = Self.date(in: -1)
        },
        Self.problem("CERTIFICATE_UNREADABLE", "node.crt: no certificate") { statuses in
            statuses[2]?.certificateExpires = Self.date(in: 60)
            statuses[2]?.certificateProblem = "node.crt: no certificate"
        },
    ]

    private static func date(in days: Double) -> Google_Protobuf_Timestamp {
        let seconds = Date().timeIntervalSince1970 + days * 86_400
        return Google_Protobuf_Timestamp(milliseconds: UInt64(seconds * 1000))
    }
}
