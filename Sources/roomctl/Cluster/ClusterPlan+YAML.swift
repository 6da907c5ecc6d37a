import Yams

extension ClusterPlan {
    /// The cluster file that `roomd format` reads.
    func yaml() throws -> String {
        let members = self.members.enumerated().map { index, member in
            let nodeID = (Node("nodeId"), Node(String(index + 1)))
            let doors = member.named.map { (Node($0.door), Node($0.address.description)) }
            return Node([nodeID] + doors)
        }
        let root = Node([
            // Quoted, because an id of decimal digits only would otherwise be read as a number.
            (Node("clusterId"), Node.scalar(.init(self.clusterID, .implicit, .doubleQuoted))),
            (Node("members"), Node(members)),
        ])
        return "# made by roomctl cluster init\n" + (try Yams.serialize(node: root))
    }
}
