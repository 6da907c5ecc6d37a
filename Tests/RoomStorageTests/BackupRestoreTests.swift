import Glibc
import Raft
import RoomReplica
import RoomStorage
import Testing

@Suite struct BackupRestoreTests {
    private let directory = TemporaryDirectory()
    private var file: String { "\(self.directory.path)/rooms.rkb" }
    private var path: String { "\(self.directory.path)/new" }

    private static let failpoints = Failpoint.allCases.filter { $0.name.contains("-format-") }
    /// The first failpoint after which the directory is one.
    private static let commit = Failpoint(.after, .formatIdentityRename)
    private static let identity = StoreIdentity(
        cluster: ClusterID(0xbeef), node: NodeID(2), store: StoreID(0x77))

    private static func restore(
        _ file: String, to path: String, failpoints: Failpoints = Failpoints()
    ) throws {
        try DataDirectory.restore(
            try BackupFile(reading: file), at: path, identity: Self.identity,
            membership: Fixtures.membership, failpoints: failpoints)
    }

    @Test func aRestoredNodeBeginsWhereTheBackupEnds() throws {
        _ = try BackupFixture.write(to: self.file)
        try Self.restore(self.file, to: self.path)
        try Self.expectRestored(self.path)
    }

    @Test(arguments: Self.failpoints)
    func aKillDuringRestoreLeavesNothingUsableOrAWholeStore(failpoint: Failpoint) async throws {
        let (file, path) = (self.file, self.path)
        _ = try BackupFixture.write(to: file)
        await #expect(processExitsWith: .signal(SIGKILL), "\(failpoint)") {
            [name = failpoint.name as String, file = file as String, path = path as String] in
            try Self.restore(file, to: path, failpoints: try Failpoints(parsing: name))
        }
        let order = Failpoint.allCases
        let position = try #require(order.firstIndex(of: failpoint))
        if position < (try #require(order.firstIndex(of: Self.commit))) {
            let error = #expect(throws: DataDirectoryError.self) { try Fixtures.open(path) }
            switch error {
            case .missing, .notFormatted: break
            default: Issue.record("after \(failpoint): \(String(describing: error))")
            }
            // The same command is run again.
            try Self.restore(file, to: path)
        }
        try Self.expectRestored(path)
    }

    @Test func aDamagedBackupWritesNothing() throws {
        _ = try BackupFixture.write(to: self.file)
        var bytes = TestFile.read(self.file)
        bytes[bytes.count - 10] ^= 4
        TestFile.write(bytes, to: self.file)
        let error = #expect(throws: DataDirectoryError.self) {
            try Self.restore(self.file, to: self.path)
        }
        #expect("\(String(describing: error))".contains("part "))
        #expect(TestFile.names(in: self.directory.path) == ["rooms.rkb", "rooms.rkb-node"])
    }

    @Test func aDirectoryThatHoldsSomethingIsLeftAsItIs() throws {
        _ = try BackupFixture.write(to: self.file)
        try Fixtures.format(self.path)
        #expect(
            throws: DataDirectoryError.alreadyFormatted(
                path: self.path, identity: Fixtures.identity)
        ) { try Self.restore(self.file, to: self.path) }
        #expect(try Fixtures.open(self.path).log.recover() == StorageModel().recovered)
    }

    @Test func otherBackupsAndOtherPlansMakeOtherClusters() throws {
        // Nodes of one cluster must begin with the same rooms, or they are no cluster.
        let first = try BackupFixture.write(to: self.file)
        let second = try BackupFixture.write(
            to: "\(self.file)-2", changes: BackupFixture.changes(values: 3))
        let planned = ClusterID(5)
        let id = DataDirectory.restoredCluster(planned, from: first)
        #expect(id == DataDirectory.restoredCluster(planned, from: first))
        #expect(id != planned)
        #expect(id != DataDirectory.restoredCluster(planned, from: second))
        #expect(id != DataDirectory.restoredCluster(ClusterID(6), from: first))
    }

    private static func expectRestored(_ path: String) throws {
        let opened = try Fixtures.open(path)
        #expect(opened.identity == Self.identity)
        let log = try opened.log.recover()
        let applied = BackupFixture.applied
        #expect(log.identity == Self.identity)
        #expect(log.summary.truncatedIndex == applied.index)
        #expect(log.summary.truncatedTerm == applied.term)
        #expect(log.summary.lastIndex == applied.index)
        #expect(
            log.hardState
                == HardState(term: applied.term, votedFor: nil, commitIndex: applied.index))
        #expect(
            log.memberships == [
                MembershipRecord(index: applied.index, membership: Fixtures.membership)
            ])
        #expect(log.acknowledgements.isEmpty && log.pins.isEmpty)
        #expect(try AppliedState.recover(from: opened.state) == applied)
        #expect(try BackupFixture.contents(of: opened) == BackupFixture.expected())
        #expect(TestFile.names(in: path) == ["IDENTITY", "LOCK", "ORIGIN", "log", "state-0"])
    }
}
