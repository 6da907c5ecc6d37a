import Yams

/// The text of a cluster file, as `roomd format` reads it.
struct ClusterFileText {
    struct Member {
        let id: UInt64
        /// `voter` or `learner`; `nil`: it goes without saying that it is a voter.
        let state: String?
        let doors: [(name: String, endpoint: String)]
    }

    /// Who made the file; its first line.
    let remark: String
    let clusterID: String
    let members: [Member]

    func rendered() throws -> String {
        let members = self.members.map { member in
            let state = member.state.map { [(Node("state"), Node($0))] } ?? []
            let doors = member.doors.map { (Node($0.name), Node($0.endpoint)) }
            return Node([(Node("nodeId"), Node(String(member.id)))] + state + doors)
        }
        let root = Node([
            // Quoted, because an id of decimal digits only would otherwise be read as a number.
            (Node("clusterId"), Node.scalar(.init(self.clusterID, .implicit, .doubleQuoted))),
            (Node("members"), Node(members)),
        ])
        return "# \(self.remark)\n" + (try Yams.serialize(node: root))
    }
}
