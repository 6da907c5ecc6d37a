import Glibc
import Raft
import RoomReplica
import RoomStorage
import Testing

@Suite struct DataDirectoryTests {
    private let directory = TemporaryDirectory()
    private var path: String { "\(self.directory.path)/node" }

    /// Expects that opening fails with `expected`, whose text contains each of `parts`.
    private func expectOpenFails(
        _ expected: DataDirectoryError, saying parts: [String],
        options: DataDirectory.OpenOptions = .init()
    ) {
        let error = #expect(throws: DataDirectoryError.self) {
            try DataDirectory.open(at: self.path, options: options)
        }
        #expect(error == expected)
        for part in [self.path] + parts {
            #expect(error?.description.contains(part) == true, "\(String(describing: error))")
        }
    }

    @Test func aFormattedDirectoryOpensEmptyAndSaysWhoseItIs() throws {
        try Fixtures.format(self.path)
        #expect(try DataDirectory.readIdentity(at: self.path) == Fixtures.identity)
        let opened = try Fixtures.open(self.path)
        #expect(opened.identity == Fixtures.identity)
        #expect(try opened.log.recover() == StorageModel().recovered)
        #expect(try opened.freeBytes() > 0)
        let text = String(decoding: TestFile.read("\(self.path)/IDENTITY"), as: UTF8.self)
        #expect(
            text.split(separator: "\n").dropFirst() == [
                "format: 2", "cluster: 0000000000c0ffee", "node: 1", "store: 0000000000005eed",
            ])
    }

    @Test func aMissingDirectoryIsNotCreated() {
        self.expectOpenFails(.missing(path: self.path), saying: ["does not exist", "roomd format"])
        #expect(TestFile.names(in: self.directory.path) == [])
    }

    @Test func aFileInPlaceOfADirectoryIsRefused() {
        TestFile.write([], to: self.path)
        self.expectOpenFails(.notADirectory(path: self.path), saying: ["not a directory"])
        let error = #expect(throws: DataDirectoryError.self) { try Fixtures.format(self.path) }
        #expect(error == .notADirectory(path: self.path))
    }

    @Test func anUnformattedDirectoryIsRefusedAndNothingIsWritten() {
        TestFile.makeDirectory(self.path)
        self.expectOpenFails(
            .notFormatted(path: self.path, isUnfinished: false), saying: ["no file IDENTITY"])
        #expect(TestFile.names(in: self.path) == [])
    }

    @Test func formatTakesAnEmptyDirectoryAndRefusesAnyOther() throws {
        TestFile.makeDirectory(self.path)
        TestFile.write([], to: "\(self.path)/photo.jpg")
        let error = #expect(throws: DataDirectoryError.self) { try Fixtures.format(self.path) }
        #expect(error == .notEmpty(path: self.path, found: "photo.jpg"))
        #expect(TestFile.names(in: self.path) == ["photo.jpg"])
        TestFile.remove("\(self.path)/photo.jpg")
        // A fresh file system has this one in its root.
        TestFile.makeDirectory("\(self.path)/lost+found")
        try Fixtures.format(self.path)
        _ = try Fixtures.open(self.path)
    }

    @Test func formatDoesNotTouchADirectoryThatIsOne() throws {
        try Fixtures.format(self.path)
        try Fixtures.open(self.path).log.write([
            Fixtures.write(Fixtures.entries(1...1, term: 1), term: 1)
        ])
        let error = #expect(throws: DataDirectoryError.self) { try Fixtures.format(self.path) }
        #expect(error == .alreadyFormatted(path: self.path, identity: Fixtures.identity))
        #expect(
            try Fixtures.open(self.path).log.recover().summary.lastIndex == LogIndex(1))
    }

    @Test func formatDoesNotTakeALogWithoutItsIdentityForItsOwn() throws {
        // Someone removed IDENTITY: the databases may hold promises, so they are not replaced.
        try Fixtures.format(self.path)
        TestFile.remove("\(self.path)/IDENTITY")
        let error = #expect(throws: DataDirectoryError.self) { try Fixtures.format(self.path) }
        #expect(error == .notEmpty(path: self.path, found: "log"))
    }

    @Test func formatRefusesIdsThatAreZero() {
        let nobody = StoreIdentity(cluster: ClusterID(1), node: NodeID(0), store: StoreID(1))
        #expect(throws: DataDirectoryError.self) {
            try DataDirectory.format(at: self.path, identity: nobody, membership: .empty)
        }
        #expect(TestFile.names(in: self.directory.path) == [])
    }

    @Test func aDirectoryInUseIsRefusedWithTheProcessThatHasIt() async throws {
        // Held by this process; another one and this one are both refused, until it is released.
        try Fixtures.format(self.path)
        var opened: DataDirectory? = try Fixtures.open(self.path)
        #expect(opened?.path == self.path)
        self.expectOpenFails(
            .locked(path: self.path, processID: getpid()), saying: ["process \(getpid())"])
        await #expect(processExitsWith: .success) {
            [path = self.path as String, holder = getpid() as Int32] in
            let error = #expect(throws: DataDirectoryError.self) { try Fixtures.open(path) }
            #expect(error == .locked(path: path, processID: holder))
        }
        // The storages hold the lock as well: the databases must be closed before it goes.
        let log = opened?.log
        opened = nil
        self.expectOpenFails(.locked(path: self.path, processID: getpid()), saying: ["in use"])
        withExtendedLifetime(log) {}
    }

    @Test func theLockEndsWithItsLastOwner() throws {
        try Fixtures.format(self.path)
        for _ in 0..<2 { _ = try Fixtures.open(self.path) }
    }

    @Test func aDirectoryOfAnotherClusterOrNodeIsRefused() throws {
        try Fixtures.format(self.path)
        var options = DataDirectory.OpenOptions()
        options.expectedCluster = ClusterID(0xbeef)
        self.expectOpenFails(
            .otherCluster(
                path: self.path, found: Fixtures.identity.cluster, expected: ClusterID(0xbeef)),
            saying: ["0000000000c0ffee", "000000000000beef"], options: options)
        options.expectedCluster = Fixtures.identity.cluster
        options.expectedNode = NodeID(2)
        self.expectOpenFails(
            .otherNode(path: self.path, found: NodeID(1), expected: NodeID(2)),
            saying: ["belongs to node 1", "configured as node 2"], options: options)
        options.expectedNode = NodeID(1)
        _ = try DataDirectory.open(at: self.path, options: options)
    }

    @Test func anotherFormatVersionIsRefusedAndADamagedIdentityIsNot1() throws {
        try Fixtures.format(self.path)
        let file = "\(self.path)/IDENTITY"
        let text = String(decoding: TestFile.read(file), as: UTF8.self)
        let newer = text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0 == "format: 2" ? "format: 3" : String($0) }.joined(separator: "\n")
        TestFile.write(Array(newer.utf8), to: file)
        self.expectOpenFails(
            .unknownFormat(path: self.path, version: 3), saying: ["format version 3"])
        TestFile.write(Array(text.utf8.dropLast(3)), to: file)
        let error = #expect(throws: DataDirectoryError.self) { try Fixtures.open(self.path) }
        #expect(error?.description.contains("is damaged: its file IDENTITY") == true)
    }

    @Test(arguments: ["IDENTITY", "log", "state-0"])
    func aPartOfAnotherDataDirectoryIsRefused(part: String) throws {
        // Three nodes on one machine, and a file or database copied into the wrong directory.
        try Fixtures.format(self.path)
        let other = "\(self.directory.path)/other"
        let stranger = StoreIdentity(
            cluster: Fixtures.identity.cluster, node: NodeID(2), store: StoreID(0xabc))
        try DataDirectory.format(
            at: other, identity: stranger, membership: Fixtures.membership)
        TestFile.remove("\(self.path)/\(part)")
        if part == "IDENTITY" {
            TestFile.write(TestFile.read("\(other)/\(part)"), to: "\(self.path)/\(part)")
        } else {
            TestFile.copyTree("\(other)/\(part)", to: "\(self.path)/\(part)")
        }
        let error = #expect(throws: DataDirectoryError.self) { try Fixtures.open(self.path) }
        let text = error?.description ?? ""
        #expect(text.contains("is damaged"), "\(text)")
        #expect(text.contains("node 2") && text.contains("node 1"), "\(text)")
    }

    @Test(arguments: ["log", "state-0"])
    func aMissingDatabaseIsNotCreatedAnew(part: String) throws {
        try Fixtures.format(self.path)
        TestFile.remove("\(self.path)/\(part)")
        let error = #expect(throws: DataDirectoryError.self) { try Fixtures.open(self.path) }
        #expect(error?.description.contains("\(self.path)/\(part)") == true)
        #expect(!TestFile.names(in: self.path).contains(part))
    }

    @Test func aCopyIsRefusedUntilItIsAdopted() throws {
        try Fixtures.format(self.path)
        _ = try Fixtures.open(self.path)
        let copy = "\(self.directory.path)/copy"
        TestFile.copyTree(self.path, to: copy)
        TestFile.write(TestFile.read("\(self.path)/ORIGIN"), to: "\(copy)/ORIGIN")
        let error = #expect(throws: DataDirectoryError.copied(path: copy)) {
            try Fixtures.open(copy)
        }
        #expect(error?.description.contains("roomd adopt --data \(copy)") == true)
        _ = try Fixtures.open(self.path)

        #expect(try DataDirectory.adopt(at: copy) == Fixtures.identity)
        _ = try Fixtures.open(copy)
        _ = try Fixtures.open(copy)
    }

    @Test func aDirectoryThatWasMovedWithinItsFileSystemIsNoCopy() throws {
        try Fixtures.format(self.path)
        _ = try Fixtures.open(self.path)
        let moved = "\(self.directory.path)/moved"
        #expect(rename(self.path, moved) == 0)
        _ = try Fixtures.open(moved)
    }

    @Test func anOpenDirectoryIsNotAdopted() throws {
        try Fixtures.format(self.path)
        let opened = try Fixtures.open(self.path)
        let error = #expect(throws: DataDirectoryError.self) {
            try DataDirectory.adopt(at: self.path)
        }
        #expect(error == .locked(path: self.path, processID: getpid()))
        withExtendedLifetime(opened) {}
    }

    @Test func aDirectoryThatIsNotWritableIsRefused() async throws {
        // The superuser may write anywhere, so the attempt runs as the user "nobody" then.
        try Fixtures.format(self.path)
        chmod(self.directory.path, 0o755)
        chmod(self.path, 0o555)
        await #expect(processExitsWith: .success) { [path = self.path as String] in
            if geteuid() == 0 { #expect(seteuid(65534) == 0) }
            for attempt in [
                { _ = try Fixtures.open(path) },
                { try Fixtures.format("\(path)/node") },
            ] {
                let error = #expect(throws: DataDirectoryError.self) { try attempt() }
                guard case .notWritable(_, let reason) = error else {
                    Issue.record("not refused as not writable: \(String(describing: error))")
                    continue
                }
                #expect(reason.contains("Permission denied"))
                #expect(error?.description.contains("is not writable by this user") == true)
            }
        }
        chmod(self.path, 0o755)
    }
}
