import RoomClient
import RoomProtocol

/// What is wrong with a cluster, judged from what its nodes say of themselves at one moment.
struct ClusterDiagnosis {
    let members: [MemberReport]
    /// When the answers came, by this machine's clock: milliseconds since 1970.
    let now: UInt64
    /// How long the nodes were asked; their clocks cannot be known better than that.
    let askedFor: UInt64

    private var statuses: [Roomkeeper_V1_NodeStatusResponse] {
        self.members.compactMap { $0.answer?.status }
    }

    /// Of the newest term, when one says that it leads.
    private var leader: Roomkeeper_V1_NodeStatusResponse? {
        self.statuses.filter { $0.role == "leader" }.max { $0.term < $1.term }
    }

    private var certificates: CertificateDiagnosis { CertificateDiagnosis(now: self.now) }

    /// - Parameter certificate: of whoever asks; `nil` in plaintext.
    func diagnosis(by certificate: ClientCertificate?) -> Diagnosis {
        let cluster = self.statuses.first.map { "cluster \($0.clusterID)" } ?? "the cluster"
        let nodes = self.members.flatMap { self.findings(on: $0) }
        return Diagnosis(
            checked: "\(cluster), \(self.members.count) nodes",
            findings: self.clusterFindings + nodes + self.clockFindings + self.digestFindings
                + self.certificates.findings(on: certificate))
    }

    private var clusterFindings: [Finding] {
        var findings: [Finding] = []
        let clusters = Set(self.statuses.map { $0.clusterID }).sorted()
        if clusters.count > 1 {
            findings.append(
                .problem(
                    nil, "DIFFERENT_CLUSTERS",
                    "the endpoints belong to different clusters: "
                        + clusters.joined(separator: ", "),
                    "name endpoints of one cluster; a node of an old cluster must not run any more")
            )
        }
        let versions = Set(self.statuses.map { $0.version }).sorted()
        if versions.count > 1 {
            findings.append(
                .note(
                    nil, "DIFFERENT_VERSIONS",
                    "the nodes run different versions: \(versions.joined(separator: ", "))",
                    "finish the upgrade: restart the older ones with the newer program"))
        }
        guard !self.statuses.isEmpty else { return findings }
        guard let leader = self.leader else {
            let voters = self.statuses.map { $0.voterCount }.max() ?? 0
            findings.append(
                .problem(
                    nil, "NO_LEADER",
                    "no node leads: \(self.statuses.count) nodes answer, and a majority of "
                        + "\(voters) voters is \(voters / 2 + 1)",
                    "start the voters that do not answer, and see that all reach each other's "
                        + "peer port; when a majority is lost for good: roomctl cluster recover"))
            return findings
        }
        if leader.membershipChanging {
            findings.append(
                .note(
                    nil, "MEMBERSHIP_CHANGING", "a change of the members is under way",
                    "wait; roomctl cluster members says when it is done"))
        }
        if leader.voterCount.isMultiple(of: 2) {
            findings.append(
                .note(
                    nil, "EVEN_VOTERS",
                    "\(leader.voterCount) voters survive the loss of no more nodes than "
                        + "\(leader.voterCount - 1) do",
                    "add a voter, or remove one"))
        }
        return findings
    }

    private func findings(on member: MemberReport) -> [Finding] {
        let name = member.nodeId.map { "node \($0)" } ?? "the node"
        guard let status = member.answer?.status else {
            if let failure = member.failure, failure.isOfSecurity {
                return [
                    .problem(
                        member.nodeId, failure.reason,
                        "\(name) at \(member.endpoint) cannot be asked: \(failure.message)",
                        CommandFailure.advice(for: failure.reason) ?? "see docs/security.md")
                ]
            }
            return [
                .problem(
                    member.nodeId, "UNREACHABLE",
                    "\(name) at \(member.endpoint) does not answer: \(member.error ?? "")",
                    "see whether its roomd runs, what its log says last, and whether the endpoint "
                        + "is its native one")
            ]
        }
        var findings: [Finding] = []
        if !status.ready {
            findings.append(
                .problem(
                    status.nodeID, "NOT_READY",
                    "\(name) may not serve: \(status.notReadyReason)",
                    "do what the reason says; a node that has just started needs a moment"))
        }
        if !status.alarm.isEmpty {
            findings.append(
                .problem(
                    status.nodeID, "ALARM", "\(name) raises an alarm: \(status.alarm)",
                    "do what the alarm says"))
        }
        if status.diskFreeBytes > 0, status.diskFreeBytes < Limits.doctorFreeBytes {
            findings.append(
                .problem(
                    status.nodeID, "DISK_NEARLY_FULL",
                    "\(name) has \(status.diskFreeBytes >> 20) MiB free on its disk",
                    "free space, or enlarge the disk; below the setting disk-low the cluster "
                        + "refuses writes"))
        }
        if status.logSyncP99Us > Limits.doctorSyncMicroseconds {
            findings.append(
                .problem(
                    status.nodeID, "SLOW_DISK",
                    "1 of 100 syncs of \(name)'s log took \(status.logSyncP99Us / 1000) ms or "
                        + "more since it started",
                    "see what else uses that disk; writes wait for the syncs of a majority"))
        }
        return findings + self.replicationFindings(on: status, name)
            + self.certificates.findings(on: status)
    }

    /// What the leader knows of the member.
    private func replicationFindings(
        on status: Roomkeeper_V1_NodeStatusResponse, _ name: String
    ) -> [Finding] {
        guard let leader = self.leader, leader.clusterID == status.clusterID,
            let seen = leader.member(status.nodeID)
        else { return [] }
        var findings: [Finding] = []
        let behind = leader.lastIndex - min(seen.matchIndex, leader.lastIndex)
        if seen.needsSnapshot {
            findings.append(
                .problem(
                    status.nodeID, "NEEDS_SNAPSHOT",
                    "\(name) is so far behind that it waits for a snapshot of the rooms",
                    "wait; snapshot-rate says how fast it comes"))
        } else if !seen.answering {
            findings.append(
                .problem(
                    status.nodeID, "NOT_HEARD_BY_LEADER",
                    "\(name) answers here, and the leader, node \(leader.nodeID), does not hear "
                        + "of it",
                    "see whether the two reach each other's peer ports, and what their logs say "
                        + "of refused peers"))
        } else if behind > Limits.doctorBehindEntries {
            findings.append(
                .problem(
                    status.nodeID, "BEHIND", "\(name) is \(behind) entries behind the leader",
                    "see whether its disk or the network to it is slow"))
        } else if seen.state == "learner" {
            findings.append(
                .note(
                    status.nodeID, "LEARNER",
                    "\(name) is a learner that has caught up: it counts in no majority",
                    "roomctl cluster promote \(status.nodeID), unless it is meant to be one"))
        }
        return findings
    }

    /// A leader anchors the cluster's time to the clocks of a majority, so one that is off does no
    /// harm until it is among the few.
    private var clockFindings: [Finding] {
        let offsets = self.statuses.compactMap { status in
            status.wallClock.milliseconds.map { (status.nodeID, Int64($0) - Int64(self.now)) }
        }.filter { $0.1 > -Int64(self.now) }
        guard offsets.count > 1 else { return [] }
        let median = offsets.map(\.1).sorted()[offsets.count / 2]
        let tolerance = Limits.doctorClockMilliseconds + Int64(self.askedFor)
        return offsets.filter { abs($0.1 - median) > tolerance }.map { node, offset in
            let difference = offset - median
            return .problem(
                node, "CLOCK_DIFFERS",
                "the clock of node \(node) is \(abs(difference)) ms "
                    + (difference > 0 ? "ahead of" : "behind") + " the others'",
                "synchronise it (NTP); the cluster's time follows the clocks of a majority")
        }
    }

    private var digestFindings: [Finding] {
        var comparison = DigestComparison()
        for status in self.statuses { comparison.add(status) }
        return self.statuses.compactMap { status in
            guard case .differs(let others, let index) = comparison.verdict(on: status.nodeID)
            else { return nil }
            let list = others.map(String.init).joined(separator: ", ")
            return .problem(
                status.nodeID, "ROOMS_DIFFER",
                "the rooms of node \(status.nodeID) differ from those of node(s) \(list) at index "
                    + "\(index)",
                "stop it, keep its data directory, and replace it: roomctl cluster replace "
                    + "\(status.nodeID) HOST:PORT")
        }
    }
}
