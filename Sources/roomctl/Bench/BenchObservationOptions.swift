import ArgumentParser

/// What `bench` keeps an eye on beside its own operations.
struct BenchObservationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Write every operation on some of the rooms to a file, for roomchaos check.",
            valueName: "file"))
    var history: String?

    @Option(
        help: ArgumentHelp("With --history: how many rooms it covers.", valueName: "n"))
    var historyRooms = 16

    @Option(
        help: ArgumentHelp(
            "Where to time fdatasync before measuring; unless told, beside the data of a node "
                + "that runs on this machine.", valueName: "directory"))
    var syncDirectory: String?
}
