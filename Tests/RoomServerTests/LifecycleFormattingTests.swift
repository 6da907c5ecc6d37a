import Raft
import RoomReplica
import RoomServer
import RoomStorage
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

@Suite struct LifecycleFormattingTests {
    private static let cluster = """
        clusterId: "00112233aabbccdd"
        members:
          - {nodeId: 1, peer: 127.0.0.1:7400, native: 127.0.0.1:7401, grpc: 127.0.0.1:7402,
             http: 127.0.0.1:7403}
          - {nodeId: 2, peer: 127.0.0.1:7410, native: 127.0.0.1:7411, grpc: 127.0.0.1:7412,
             http: 127.0.0.1:7413}
        """

    /// Runs `body` with the path of an empty directory, and removes it.
    private static func withDirectory(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/roomkeeper-test-XXXXXX\0".utf8CString.dropLast())
        let path = try #require(mkdtemp(&template).map { String(cString: $0) })
        defer { Self.remove(path) }
        try body(path)
    }

    private static func remove(_ path: String) {
        if let directory = opendir(path) {
            while let entry = readdir(directory) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name != ".", name != ".." { Self.remove("\(path)/\(name)") }
            }
            closedir(directory)
            rmdir(path)
        } else {
            unlink(path)
        }
    }

    @Test func aFormattedDirectoryHoldsAllMembersAtIndexZeroAndAStoreOfItsOwn() throws {
        let file = try ClusterFile(Self.cluster, name: "cluster.yaml")
        var stores: Set<StoreID> = []
        for node in [NodeID(1), NodeID(2)] {
            try Self.withDirectory { path in
                let identity = try NodeFormatting.format(
                    path: "\(path)/data", cluster: file, node: node.rawValue,
                    failpoints: Failpoints())
                stores.insert(identity.store)
                let directory = try DataDirectory.open(at: "\(path)/data")
                #expect(directory.identity == identity)
                #expect(identity.cluster == file.cluster)
                #expect(identity.node == node)
                let recovered = try directory.log.recover()
                #expect(
                    recovered.memberships == [
                        MembershipRecord(
                            index: .zero, membership: Membership(voters: file.members))
                    ])
            }
        }
        #expect(stores.count == 2)
    }

    @Test func aNodeThatIsNoMemberGetsNoDirectory() throws {
        let file = try ClusterFile(Self.cluster, name: "cluster.yaml")
        try Self.withDirectory { path in
            let error = try #require(throws: ConfigurationError.self) {
                try NodeFormatting.format(
                    path: "\(path)/data", cluster: file, node: 3,
                    failpoints: Failpoints())
            }
            #expect(
                error.description
                    == "node 3 is not a member of cluster 00112233aabbccdd; its members are 1, 2")
            #expect(throws: DataDirectoryError.missing(path: "\(path)/data")) {
                try DataDirectory.open(at: "\(path)/data")
            }
        }
    }
}
