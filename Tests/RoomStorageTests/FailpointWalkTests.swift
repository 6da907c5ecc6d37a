import Glibc
import RoomStorage
import Testing

@Suite struct FailpointWalkTests {
    private static let seed: UInt64 = 20_261_123
    private static let operations = 150
    /// A first pass, and one when there is something to lose.
    private static let hits = [1, 3]
    private static let failpoints = Failpoint.allCases.filter {
        !$0.name.contains("-format-")
    }

    @Test(arguments: Self.failpoints, Self.hits)
    func aKillAtEachFailpointLosesNothingAcknowledged(failpoint: Failpoint, hit: Int) async throws {
        // A process works through a script and dies at the failpoint; this one opens what it left,
        // compares it with a model, and works through the rest of the script.
        let directory = TemporaryDirectory()
        let (path, progress) = ("\(directory.path)/node", "\(directory.path)/progress")
        let story: Comment = "failpoint \(failpoint.name), hit \(hit), seed \(Self.seed)"
        try Self.format(path)
        await #expect(processExitsWith: .signal(SIGKILL), story) {
            [
                name = failpoint.name as String, hit = hit as Int, path = path as String,
                progress = progress as String
            ] in
            let failpoints = try Failpoints(parsing: "\(name):\(hit)")
            let script = StorageScript(seed: Self.seed, count: Self.operations)
            let directory = try Fixtures.open(path, failpoints: failpoints)
            for operation in script.operations {
                try StorageScript.perform(operation, on: directory)
                TestFile.append(".", to: progress)
            }
            // The failpoint was not reached: ending well here fails the test.
            withExtendedLifetime(directory) {}
        }
        let acknowledged = TestFile.read(progress).count
        #expect(acknowledged < Self.operations, story)
        try Self.continueScript(at: path, after: acknowledged, failpoint: failpoint, story)
    }

    @Test(arguments: Self.failpoints)
    func anErrorAtEachFailpointReachesTheCallerAndEndsAllWriting(failpoint: Failpoint) throws {
        // The same without a crash: the error must surface, and for the log every further write
        // must fail as well, since nobody knows what the disk holds.
        let directory = TemporaryDirectory()
        let path = "\(directory.path)/node"
        let story: Comment = "failpoint \(failpoint.name), seed \(Self.seed)"
        try Self.format(path)
        let script = StorageScript(seed: Self.seed, count: Self.operations)
        var acknowledged = 0
        do {
            let failpoints = try Failpoints(parsing: "\(failpoint.name):3=error")
            var opened: DataDirectory?
            let error = #expect(throws: (any Error).self, story) {
                let directory = try Fixtures.open(path, failpoints: failpoints)
                opened = directory
                for operation in script.operations {
                    try StorageScript.perform(operation, on: directory)
                    acknowledged += 1
                }
            }
            #expect("\(String(describing: error))".contains(failpoint.name), story)
            if failpoint.name.contains("-log-") {
                let log = try #require(opened?.log, story)
                #expect(throws: (any Error).self, story) {
                    try log.write([Fixtures.write([], term: 1000)])
                }
            }
        }
        try Self.continueScript(at: path, after: acknowledged, failpoint: failpoint, story)
    }

    /// Opens the directory, expects exactly what `acknowledged` operations left, or one more, and
    /// performs the rest as a node does: the log goes on, the state is replayed.
    private static func continueScript(
        at path: String, after acknowledged: Int, failpoint: Failpoint, _ story: Comment
    ) throws {
        let script = StorageScript(seed: Self.seed, count: Self.operations)
        try #require(acknowledged < Self.operations, story)
        let (before, after) = (script.models[acknowledged], script.models[acknowledged + 1])
        do {
            let directory = try Fixtures.open(path)
            let match = try #require(
                try StorageComparison.expectLog(
                    of: directory, equalsOneOf: [before, after], story))
            // After a synced step its effect must be there, although nobody was told.
            if failpoint.moment == .after, failpoint.name.contains("-log-") {
                #expect(match == 1, story)
            }
            let version = try StorageComparison.expectState(
                of: directory, between: before, and: after, story)
            if case .receive = script.operations[acknowledged] {
                // The old log with the old state, or the new log with the new one.
                #expect((match == 1) == (version == after.states.count - 1), story)
            }
            Self.expectNothingLeftOver(at: path, story)
            try Self.replay(script, from: acknowledged + match, version: version, on: directory)
        }
        let directory = try Fixtures.open(path)
        let last = script.models[Self.operations]
        _ = try StorageComparison.expectLog(of: directory, equalsOneOf: [last], story)
        try StorageComparison.expectState(
            of: directory, equals: last, at: last.states.count - 1, story)
    }

    /// A formatted directory with what earlier crashes may have left in it.
    private static func format(_ path: String) throws {
        try Fixtures.format(path)
        for name in ["state-7", "state-8", "snapshot-out", "snapshot-in"] {
            TestFile.makeDirectory("\(path)/\(name)")
            TestFile.write([1], to: "\(path)/\(name)/file")
        }
    }

    /// One state database, and at most a snapshot whose transfer can be gone on with.
    private static func expectNothingLeftOver(at path: String, _ story: Comment) {
        let names = TestFile.names(in: path)
        #expect(names.count { $0.hasPrefix("state-") } == 1, story)
        let expected = ["IDENTITY", "LOCK", "ORIGIN", "log", "snapshot-in"]
        let others = names.filter { !$0.hasPrefix("state-") && !expected.contains($0) }
        #expect(others == [], story)
    }

    private static func replay(
        _ script: StorageScript, from next: Int, version: Int, on directory: DataDirectory
    ) throws {
        var batches = 0
        for (number, operation) in script.operations.enumerated() {
            switch operation {
            case .state:
                batches += 1
                if batches > version { try StorageScript.perform(operation, on: directory) }
            case .receive:
                batches += 1
                if number >= next { try StorageScript.perform(operation, on: directory) }
            case .flush, .log, .truncate, .pin, .send:
                if number >= next { try StorageScript.perform(operation, on: directory) }
            }
        }
    }
}
