/// Bounds of what `roomctl` accepts and does.
///
/// The limits of rooms are the server's to judge.
enum Limits {
    /// Endpoints that may be named by `--endpoints`.
    static let endpoints = 64
    /// Members that `cluster init` may be given.
    static let members = 15
    /// Digits of a port number, and the last port there is.
    static let lastPort = 65_535
    /// The peer port is the base; native, gRPC and HTTP follow it: +1, +2, +3.
    static let portsPerMember = 4
    /// A leader with the default timers has missed a node by then that died before.
    static let leaderNoticesDeath = Duration.seconds(1)
    /// How long a command may wait for something before it says so.
    static let silence = Duration.seconds(1)
    /// Between two looks at the cluster while a change of its members is under way.
    static let pollInterval = Duration.milliseconds(100)
    /// Entries that a new node may lack when it is called caught up; the leader allows some more.
    static let caughtUpEntries: UInt64 = 1024
    /// Characters of the bar that shows how far a new node is.
    static let progressBarWidth = 30
    /// The longest time that `--timeout` may name, in seconds.
    static let timeoutSeconds = 600.0

    /// The longest that one attempt of a call may wait: no node takes more (docs/api.md).
    static let patientAttempt = Duration.seconds(60)
    /// MiB a second at which a backup may be read.
    static let backupRates = 1...100_000

    /// Places of the log at which digests are compared; the oldest are forgotten first.
    static let comparedDigests = 4096
    /// Free bytes below which `doctor` calls a disk nearly full, before a node does (disk-low).
    static let doctorFreeBytes: UInt64 = 2 << 30
    /// The time of a sync above which `doctor` calls a disk slow.
    static let doctorSyncMicroseconds: UInt64 = 50_000
    /// Entries behind the leader above which `doctor` says so.
    static let doctorBehindEntries: UInt64 = 4096
    /// Days before the end of a certificate from which `doctor` has a note, and from which it has a
    /// problem.
    static let doctorExpiryNoteDays: Int64 = 30
    static let doctorExpiryProblemDays: Int64 = 7
    static let millisecondsPerDay: Int64 = 86_400_000
    /// How much clocks may differ before `doctor` says so.
    static let doctorClockMilliseconds: Int64 = 500

    /// Watches of one `bench`.
    static let benchWatchers = 16_000
    /// How often one `bench` measures without and with watches.
    static let benchRounds = 100
    /// Rooms or deadlines of one answer.
    static let pageSizes: ClosedRange<UInt32> = 1...500
    /// Bytes of a file of operations, as many as fit into an envelope.
    static let operationsFileBytes = 1 << 20

    /// Callers of one `bench`.
    static let benchCallers = 10_000
    /// Rooms of one `bench`.
    static let benchRooms = 1_000_000
    /// Connections of one `bench`.
    static let benchConnections = 64
    /// Seconds that one `bench` may measure, or warm up.
    static let benchSeconds = 3_600.0
    /// The longest value that fits into a title (rooms.md §1, bytes of UTF-8).
    static let titleBytes = 800
    /// The longest value that fits into a description (rooms.md §1, bytes of UTF-8).
    static let descriptionBytes = 2_048
    /// The longest latency that the histograms of `bench` can hold, in microseconds.
    static let benchLatencyMicroseconds: UInt64 = 120_000_000
    /// Operations that one `bench` may have due each second.
    static let benchRate = 1_000_000.0
    /// How long after its end an open loop goes on with what was due before.
    static let benchOverrun = Duration.seconds(10)
    /// Rooms whose operations `bench` writes down, and how many operations at most.
    static let benchHistoryRooms = 1_000
    static let benchHistoryOperations = 200_000
    /// Syncs that are timed before a `bench`, for how long at most, and the bytes of each.
    static let benchSyncs = 200
    static let benchSyncTime = Duration.seconds(1)
    static let benchSyncBytes = 4_096
    /// How long a caller of `bench` waits after a failed operation, so that it does not spin.
    static let benchPauseAfterFailure = Duration.milliseconds(10)
}
