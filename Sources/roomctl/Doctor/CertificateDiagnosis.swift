import RoomClient
import RoomProtocol

/// What is wrong with the certificates of the nodes and of whoever asks.
struct CertificateDiagnosis {
    /// Milliseconds since 1970.
    let now: UInt64

    /// - Parameter own: of whoever asks; `nil` in plaintext.
    func findings(on own: ClientCertificate?) -> [Finding] {
        guard let own else { return [] }
        var findings: [Finding] = []
        if !own.isOperator {
            findings.append(
                .note(
                    nil, "NOT_AN_OPERATOR",
                    "\(own.file) has the role \(own.role): it may look at the "
                        + "cluster, and not change it",
                    "use an operator's certificate for changes: cluster/certs operator NAME"))
        }
        return findings
            + self.end(own.expiry, of: "your certificate, \(own.file),", node: nil)
    }

    func findings(on status: Roomkeeper_V1_NodeStatusResponse) -> [Finding] {
        guard let expiry = status.certificateExpires.milliseconds, expiry > 0 else { return [] }
        var findings: [Finding] = []
        if !status.certificateProblem.isEmpty {
            findings.append(
                .problem(
                    status.nodeID, "CERTIFICATE_UNREADABLE",
                    "node \(status.nodeID) goes on with an older certificate, for it cannot read "
                        + "what was put in its place: \(status.certificateProblem)",
                    "mend the file; it is read again within ten seconds, or on SIGHUP"))
        }
        return findings
            + self.end(
                expiry, of: "the certificate of node \(status.nodeID)", node: status.nodeID)
    }

    /// That it ends soon: worth knowing for a month, a problem in the last week.
    private func end(_ expiry: UInt64, of whose: String, node: UInt64?) -> [Finding] {
        let days = (Int64(expiry) - Int64(self.now)) / Limits.millisecondsPerDay
        guard days < Limits.doctorExpiryNoteDays else { return [] }
        let what =
            expiry <= self.now
            ? "\(whose) has ended" : "\(whose) ends in less than \(days + 1) days"
        let advice = "renew it: cluster/certs, with the same words as the first time"
        return [
            days < Limits.doctorExpiryProblemDays
                ? .problem(node, "CERTIFICATE_ENDS", what, advice)
                : .note(node, "CERTIFICATE_ENDS", what, advice)
        ]
    }
}
