extension ClusterPlan {
    /// The cluster file that `roomd format` reads.
    func yaml() throws -> String {
        let members = self.members.enumerated().map { index, member in
            ClusterFileText.Member(
                id: UInt64(index + 1), state: nil,
                doors: member.named.map { ($0.door, $0.address.description) })
        }
        return try ClusterFileText(
            remark: "made by roomctl cluster init", clusterID: self.clusterID, members: members
        ).rendered()
    }
}
