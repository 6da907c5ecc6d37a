/// Nodes that have applied the same have the same digest.
enum DigestCheck {
    static func findings(in history: History) -> [Finding] {
        var first: [UInt64: (line: Int, record: MetaRecord.DigestRecord)] = [:]
        var findings: [Finding] = []
        for meta in history.metas {
            guard case .digest(let record) = meta.record else { continue }
            guard let other = first[record.applied] else {
                first[record.applied] = (meta.number, record)
                continue
            }
            if other.record.digest != record.digest {
                let ops = [(other.line, other.record), (meta.number, record)].map {
                    Finding.Operation(
                        line: $0.0, text: "\($0.1.node) has the digest \($0.1.digest)")
                }
                findings.append(
                    Finding(
                        .digest, room: nil,
                        "\(other.record.node) and \(record.node) have applied the same "
                            + "\(record.applied) entries and differ", ops))
            }
        }
        return findings
    }
}
