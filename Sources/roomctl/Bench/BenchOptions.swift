import ArgumentParser

/// What `bench` does, and for how long.
struct BenchOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How many ask at the same time.", valueName: "n"))
    var callers = 64

    @Option(
        help: ArgumentHelp(
            "The share of reads, from 0 (writes only) to 1 (reads only).", valueName: "share"))
    var reads = 0.5

    @Option(
        help: ArgumentHelp(
            "Bytes of each value written: 1 to \(Limits.descriptionBytes).", valueName: "n"))
    var valueBytes = 256

    @Option(
        help: ArgumentHelp("Rooms to create, over which the work is spread.", valueName: "n"))
    var rooms = 256

    @Option(help: ArgumentHelp("How long to measure.", valueName: "seconds"))
    var seconds = 10.0

    @Option(
        help: ArgumentHelp("How long to work before measuring begins.", valueName: "seconds"))
    var warmUp = 2.0

    @Option(help: "How fresh the answers to reads must be: linearizable or local.")
    var readLevel: ReadLevelArgument = .linearizable

    @Option(
        help: ArgumentHelp(
            "Clients, each with its own connections, among which the callers are divided.",
            valueName: "n"))
    var connections = 2

    @Flag(help: "Divide the clients over the endpoints instead of seeking the leader.")
    var spread = false

    @Option(
        help: ArgumentHelp(
            "Watches of the one room that is written; the run is repeated without and with them.",
            valueName: "n"))
    var watchers = 0

    @Flag(help: "Write one room only, as with --rooms 1.")
    var hotRoom = false

    @Flag(help: "Let every watch be told every change, and not the latest when it is behind.")
    var lossless = false

    @Option(
        help: ArgumentHelp(
            "With --watchers: how often to measure without and with them.", valueName: "n"))
    var rounds = 3

    @Option(
        help: ArgumentHelp(
            "Open loop: so many operations a second are due at fixed times, whether the ones "
                + "before are answered or not, and each is timed from when it was due.",
            valueName: "ops/s"))
    var rate: Double?

    @Option(
        help: ArgumentHelp(
            "Bytes of each room's description when it is created.", valueName: "n"))
    var roomBytes = 0

    @OptionGroup(title: "What is looked at meanwhile") var observation: BenchObservationOptions

    /// Rooms that are written.
    var roomCount: Int { self.hotRoom || self.watchers > 0 ? 1 : self.rooms }

    func validate() throws {
        try Self.check(self.watchers, named: "--watchers", within: 0...Limits.benchWatchers)
        try Self.check(self.rounds, named: "--rounds", within: 1...Limits.benchRounds)
        guard self.watchers == 0 || self.valueBytes >= BenchStamp.bytes else {
            throw ValidationError(
                "--value-bytes is \(self.valueBytes); with --watchers each value says when it was "
                    + "written, which takes \(BenchStamp.bytes).")
        }
        try Self.check(self.callers, named: "--callers", within: 1...Limits.benchCallers)
        try Self.check(self.reads, named: "--reads", within: 0...1)
        try Self.check(
            self.valueBytes, named: "--value-bytes", within: 1...Limits.descriptionBytes)
        try Self.check(self.rooms, named: "--rooms", within: 1...Limits.benchRooms)
        try Self.check(
            self.roomBytes, named: "--room-bytes", within: 0...Limits.descriptionBytes)
        if let rate { try Self.check(rate, named: "--rate", within: 1...Limits.benchRate) }
        try Self.check(
            self.observation.historyRooms, named: "--history-rooms",
            within: 1...Limits.benchHistoryRooms)
        if self.watchers > 0 {
            guard self.observation.history == nil else {
                throw ValidationError("--watchers and --history do not go together.")
            }
        }
        try Self.check(self.seconds, named: "--seconds", within: 0.1...Limits.benchSeconds)
        try Self.check(self.warmUp, named: "--warm-up", within: 0...Limits.benchSeconds)
        try Self.check(
            self.connections, named: "--connections", within: 1...Limits.benchConnections)
        guard self.readLevel != .atLeast else {
            throw ValidationError("--read-level: bench reads linearizable or local.")
        }
    }

    private static func check<Number: Comparable>(
        _ value: Number, named name: String, within range: ClosedRange<Number>
    ) throws {
        guard range.contains(value) else {
            throw ValidationError(
                "\(name) is \(value); allowed: \(range.lowerBound) to \(range.upperBound).")
        }
    }
}
