import Glibc
import RoomStorage
import Testing

@Suite struct FormatFailpointTests {
    private static let failpoints = Failpoint.allCases.filter { $0.name.contains("-format-") }
    /// The first failpoint after which the directory is one.
    private static let commit = Failpoint(.after, .formatIdentityRename)

    @Test(arguments: Self.failpoints)
    func aKillDuringFormatLeavesNothingUsableOrAWholeStore(failpoint: Failpoint) async throws {
        // `format` dies at the failpoint; what it left is opened, formatted again if it may be,
        // and opened once more.
        let directory = TemporaryDirectory()
        let path = "\(directory.path)/node"
        await #expect(processExitsWith: .signal(SIGKILL), "\(failpoint)") {
            [name = failpoint.name as String, path = path as String] in
            try Fixtures.format(path, failpoints: try Failpoints(parsing: name))
        }
        try Self.expectNothingOrWholeStore(at: path, after: failpoint)
    }

    @Test(arguments: Self.failpoints)
    func anErrorDuringFormatReachesTheCaller(failpoint: Failpoint) throws {
        // The same with an I/O error in place of the kill.
        let directory = TemporaryDirectory()
        let path = "\(directory.path)/node"
        let failpoints = try Failpoints(parsing: "\(failpoint.name)=error")
        let error = #expect(throws: DataDirectoryError.self, "\(failpoint)") {
            try Fixtures.format(path, failpoints: failpoints)
        }
        #expect(error?.description.contains(failpoint.name) == true, "\(failpoint)")
        try Self.expectNothingOrWholeStore(at: path, after: failpoint)
    }

    private static func expectNothingOrWholeStore(
        at path: String, after failpoint: Failpoint
    ) throws {
        let order = Failpoint.allCases
        let position = try #require(order.firstIndex(of: failpoint))
        let isWhole = position >= (try #require(order.firstIndex(of: Self.commit)))
        if !isWhole {
            let error = #expect(throws: DataDirectoryError.self, "\(failpoint)") {
                try Fixtures.open(path)
            }
            switch error {
            case .missing, .notFormatted: break
            default: Issue.record("after \(failpoint): \(String(describing: error))")
            }
            try Fixtures.format(path)
        }
        let opened = try Fixtures.open(path)
        #expect(opened.identity == Fixtures.identity, "\(failpoint)")
        #expect(try opened.log.recover() == StorageModel().recovered, "\(failpoint)")
        #expect(
            try opened.state.pairs(withPrefix: [], from: nil, limit: 10).isEmpty, "\(failpoint)")
        #expect(
            TestFile.names(in: path) == ["IDENTITY", "LOCK", "ORIGIN", "log", "state-0"],
            "\(failpoint)")
    }
}
