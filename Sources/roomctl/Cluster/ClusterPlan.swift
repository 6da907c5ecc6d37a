import ArgumentParser

/// A cluster that does not run yet: its id and its first members, numbered from 1.
struct ClusterPlan: Sendable {
    /// 16 hexadecimal digits, never all zero.
    let clusterID: String
    let members: [MemberAddresses]

    /// Mints the id at random.
    ///
    /// - Throws: `ValidationError` when there are too many members, or when two share an address.
    init(members: [MemberAddresses]) throws {
        guard (1...Limits.members).contains(members.count) else {
            throw ValidationError(
                "A cluster begins with 1 to \(Limits.members) nodes; "
                    + "\(members.count) were given with --node.")
        }
        var owners: [HostPort: String] = [:]
        for (index, member) in members.enumerated() {
            for (door, address) in member.named {
                let owner = "the \(door) address of node \(index + 1)"
                if let other = owners.updateValue(owner, forKey: address) {
                    throw ValidationError("\(address) is both \(other) and \(owner).")
                }
            }
        }
        let digits = String(UInt64.random(in: 1...UInt64.max), radix: 16)
        self.clusterID = String(repeating: "0", count: 16 - digits.count) + digits
        self.members = members
    }
}
