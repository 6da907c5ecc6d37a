import Foundation
import Glibc
import RoomClient
import RoomProtocol
import Testing

extension EndToEnd {
    /// Stories about a cluster with TLS on every port.
    @Suite struct SecurityTests {
        @Test(.timeLimit(.minutes(3)))
        func aClusterWithTLSServesWhoeverHasARoleForIt() async throws {
            try await TestCluster.run(isSecure: true) { cluster in
                // The operator's certificate is that of every call here unless told otherwise.
                let room: ChangeAnswer = try await cluster.answer(
                    "room", "create", "--owner", "ana", "--title", "Shoes", "--start")
                for node: UInt64 in [1, 2, 3] {
                    let found = try await cluster.room(room.roomId, at: node)
                    #expect(found.room.info.title == "Shoes")
                }

                // A client may change rooms and see how the cluster is, but not change the cluster.
                let leader = try await cluster.leader()
                let other = leader % 3 + 1
                let paused = try await cluster.roomctl(as: "client", "room", "pause", room.roomId)
                #expect(paused.exitCode == 0, "\(paused)")
                let refused = try await cluster.roomctl(
                    as: "client", "cluster", "transfer-leader", "--to", "\(other)", "-o", "json")
                #expect(refused.exitCode == 1)
                let error: ErrorAnswer = try refused.decoded()
                #expect(error.error.reason == "PERMISSION_DENIED")
                #expect(error.error.outcome == "NOT_APPLIED")
                #expect(try await cluster.leader() == leader)
                let moved = try await cluster.roomctl(
                    "cluster", "transfer-leader", "--to", "\(other)")
                #expect(moved.exitCode == 0, "\(moved)")

                // Who speaks no TLS, and who comes with a node's certificate, gets nowhere.
                let plaintext = try await cluster.roomctl(as: nil, "room", "get", room.roomId)
                #expect(plaintext.exitCode == 1, "\(plaintext)")
                #expect(plaintext.errors.contains("TLS_MISMATCH"), "\(plaintext)")
                #expect(plaintext.errors.contains("it takes TLS only"), "\(plaintext)")
                let node = try await cluster.roomctl(
                    as: "node-1", "--timeout", "2s", "room", "get", room.roomId)
                #expect(node.exitCode == 2, "\(node)")
                #expect(node.errors.contains("role peer"), "\(node)")

                // A node that follows need not be asked for anything to be drained, and yet that is
                // an operator's to do.
                let follower = other % 3 + 1
                let drained = try await cluster.roomctl(
                    as: "client", "cluster", "drain", "\(follower)")
                #expect(drained.exitCode == 1, "\(drained)")
                #expect(drained.errors.contains("PERMISSION_DENIED"), "\(drained)")
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func aCertificateThatIsNotTakenEndsACommandAtOnceWithTheReason() async throws {
            try await TestCluster.run(isSecure: true) { cluster in
                try cluster.security?.makeUnwelcome()
                let commands = [
                    ["room", "get", "1"], ["cluster", "members"], ["cluster", "status"],
                    ["cluster", "verify"], ["cluster", "drain", "1"],
                    ["cluster", "transfer-leader"], ["backup", "save", "rooms.rkb"],
                ]
                // The nodes do not take the caller's certificate, or the caller not theirs.
                let callers = [
                    ["--tls-cert", "foreign.crt", "--tls-key", "foreign.key"],
                    ["--tls-ca", "other.crt"],
                ]
                for caller in callers {
                    for command in commands {
                        let began = ContinuousClock.now
                        let result = try await cluster.roomctl(command + caller)
                        #expect(result.exitCode == 1, "\(result)")
                        #expect(result.errors.contains("CERTIFICATE_REFUSED"), "\(result)")
                        #expect(result.errors.contains("cluster/certs list"), "\(result)")
                        // Without a cluster they would wait for ten seconds.
                        #expect(ContinuousClock.now - began < .seconds(5), "\(result)")
                    }
                    let doctor = try await cluster.roomctl(["doctor"] + caller)
                    #expect(doctor.exitCode == 1, "\(doctor)")
                    #expect(doctor.output.contains("cluster/certs list"), "\(doctor)")
                }
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func aFileOfTLSThatIsNoGoodIsAWrongCommandLine() async throws {
            try await TestCluster.run(nodes: 1, isSecure: true) { cluster in
                try cluster.security?.makeUnwelcome()
                for command in [["room", "get", "1"], ["cluster", "status"], ["doctor"]] {
                    let missing = try await cluster.roomctl(command + ["--tls-cert", "none.crt"])
                    #expect(missing.exitCode == 2, "\(missing)")
                    // Said once, and not for each node.
                    let lines = missing.errors.split(separator: "\n")
                    #expect(
                        lines.count { $0.contains("error: INVALID_TLS: none.crt") } == 1,
                        "\(missing)")
                    let expired = try await cluster.roomctl(
                        command + ["--tls-cert", "expired.crt", "--tls-key", "expired.key"])
                    #expect(expired.exitCode == 2, "\(expired)")
                    #expect(expired.errors.contains("has expired"), "\(expired)")
                }
            }
        }

        @Test(.timeLimit(.minutes(5)))
        func certificatesAreRenewedUnderLoadWithoutAFailedRequest() async throws {
            try await TestCluster.run(isSecure: true) { cluster in
                let security = try #require(cluster.security)
                let records = try await WriteLoad.run(on: cluster) { load in
                    try await load.waitForMore(100)
                    for node: UInt64 in [1, 2, 3] {
                        try security.renew(node)
                        try await cluster.signal(node, SIGHUP)
                        try await Eventually.holds("node \(node) has read its certificate anew") {
                            try cluster.log(node).contains("the certificate was read anew")
                        }
                        try await load.waitForMore(100)
                    }
                    // A node that starts now is linked by others that began with older ones.
                    _ = try await cluster.stop(2)
                    try await cluster.start([2])
                    try await load.waitForMore(100)
                }
                try await RoomRecord.verify(records, on: cluster)

                // A broken file changes nothing for a node that runs.
                try security.damage(3)
                try await cluster.signal(3, SIGHUP)
                try await Eventually.holds("node 3 says that its certificate is broken") {
                    try cluster.log(3).contains("the one before stays in use")
                }
                #expect(try await cluster.status(of: 3).ready)
                try await Self.expectTheDoctorToSeeCertificates(cluster)
            }
        }

        /// They all end within the hour, that of node 3 was damaged since it was read, and a client
        /// is no operator.
        private static func expectTheDoctorToSeeCertificates(
            _ cluster: TestCluster
        ) async throws {
            let result = try await cluster.roomctl(as: "client", "doctor", "-o", "json")
            #expect(result.exitCode == 1, "\(result)")
            let findings = try result.decoded(DoctorAnswer.self).findings
            let ending = findings.filter { $0.reason == "CERTIFICATE_ENDS" }
            #expect(Set(ending.map(\.nodeId)) == [1, 2, 3, nil], "\(result)")
            #expect(ending.allSatisfy { $0.severity == "problem" }, "\(result)")
            let broken = findings.filter { $0.reason == "CERTIFICATE_UNREADABLE" }
            #expect(broken.map(\.nodeId) == [3], "\(result)")
            #expect(broken.first?.what.contains("node-3.crt") == true, "\(result)")
            #expect(findings.contains { $0.reason == "NOT_AN_OPERATOR" }, "\(result)")
            for node: UInt64 in [1, 2, 3] {
                #expect(try cluster.log(node).contains("this node's certificate ends soon"))
            }
        }

        @Test(.timeLimit(.minutes(3)))
        func aNewAuthorityTakesOverUnderLoadWithoutAFailedRequest() async throws {
            // As docs/security.md has it: trust both, renew all certificates from the new one, take
            // the old one out; then whoever has a certificate of the old one is nobody.
            try await TestCluster.run(isSecure: true) { cluster in
                let security = try #require(cluster.security)
                let old = try security.keepOperator()
                let nodes: [UInt64] = [1, 2, 3]
                let records = try await WriteLoad.run(on: cluster) { load in
                    try await load.waitForMore(100)
                    let new = try security.trustNewAuthority()
                    try await Self.renew(nodes, cluster)
                    try await load.waitForMore(100)
                    try security.issueAll(from: new, nodes: nodes)
                    try await Self.renew(nodes, cluster)
                    for node in nodes {
                        #expect(try await cluster.stop(node) == 0)
                        try await cluster.start([node])
                        try await load.waitForMore(100)
                    }
                    try security.trustOnly(new)
                    try await Self.renew(nodes, cluster)
                    // A node that starts now has seen nothing of the old one.
                    #expect(try await cluster.stop(2) == 0)
                    try await cluster.start([2])
                    try await load.waitForMore(100)
                    try load.requireSteadiness(gap: .seconds(1))
                }
                try await RoomRecord.verify(records, on: cluster)
                let refused = try await cluster.roomctl(["cluster", "members"] + old)
                #expect(refused.exitCode == 1, "\(refused)")
                #expect(refused.errors.contains("CERTIFICATE_REFUSED"), "\(refused)")
            }
        }

        /// Has the nodes read their files, and waits until each has.
        private static func renew(_ nodes: [UInt64], _ cluster: TestCluster) async throws {
            for node in nodes {
                let before = try await Self.reloads(of: node, cluster)
                try await cluster.signal(node, SIGHUP)
                try await Eventually.holds("node \(node) has read its files anew") {
                    try await Self.reloads(of: node, cluster) > before
                }
            }
        }

        private static func reloads(of node: UInt64, _ cluster: TestCluster) async throws -> Int {
            try cluster.log(node).split(separator: "\n")
                .count { $0.contains("the certificate was read anew") }
        }

        @Test(.timeLimit(.minutes(2)))
        func aNodeWithoutTLSAndWithoutInsecureDoesNotStart() async throws {
            try await TestCluster.run(nodes: 1) { cluster in
                _ = try await cluster.stop(1)
                let started = try await cluster.roomd("run", "--data", cluster.dataDirectory(1))
                #expect(started.exitCode == 1)
                #expect(started.errors.contains("--tls-cert, --tls-key and --tls-ca"))
            }
        }
    }
}
