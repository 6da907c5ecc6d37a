import Raft
import RoomReplica
import RoomStorage

/// What is wrong with the data directory of a node that does not run.
struct DirectoryDiagnosis {
    let path: String

    func diagnosis() -> Diagnosis {
        let survivor: Survivor
        do throws(DataDirectoryError) {
            survivor = try Survivor(at: self.path)
        } catch {
            return Diagnosis(checked: self.path, findings: [Self.finding(error)])
        }
        let identity = survivor.identity
        var findings: [Finding] = []
        if !survivor.membership.contains(identity.node) {
            findings.append(
                .problem(
                    identity.node.rawValue, "NOT_A_MEMBER",
                    "node \(identity.node) is not among the members that its own log names",
                    "if it was removed, delete the directory; its id is never used again"))
        }
        if let free = try? survivor.freeBytes(), free < Limits.doctorFreeBytes {
            findings.append(
                .problem(
                    identity.node.rawValue, "DISK_NEARLY_FULL",
                    "its disk has \(free >> 20) MiB free",
                    "free space, or enlarge the disk"))
        }
        return Diagnosis(
            checked: """
                \(self.path), the data directory of node \(identity.node) of cluster \
                \(identity.cluster) (store \(identity.store)), whose log ends at term \
                \(survivor.lastTerm), index \(survivor.lastIndex)
                """,
            findings: findings)
    }

    /// The sentences of these errors say what to do themselves.
    private static func finding(_ error: DataDirectoryError) -> Finding {
        let reason: String
        let advice: String
        switch error {
        case .locked:
            reason = "IN_USE"
            advice = "ask the running node: roomctl doctor --endpoints HOST:PORT"
        case .missing, .notADirectory, .notFormatted:
            reason = "NOT_FORMATTED"
            advice = "give the path of a data directory, or make one"
        case .damaged:
            reason = "DAMAGED"
            advice =
                "keep a copy, then roomctl cluster replace NODE HOST:PORT; the other nodes "
                + "have what was acknowledged"
        case .copied:
            reason = "COPIED"
            advice = "see where the original is before anything else"
        case .unknownFormat:
            reason = "UNKNOWN_VERSION"
            advice = "run the release that wrote it"
        case .notWritable, .io, .notEmpty, .alreadyFormatted, .otherCluster, .otherNode,
            .unusableBackup:
            reason = "UNREADABLE"
            advice = "check the owner of the directory, the disk and the system log"
        }
        return .problem(nil, reason, "\(error)", advice)
    }
}
