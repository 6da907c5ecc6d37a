import ArgumentParser

/// `roomctl bench`.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure how many reads and writes per second a cluster acknowledges.",
        discussion: """
            Creates rooms, then runs callers in a closed loop: each waits for its answer before \
            it asks again. With --rate it is an open loop: operations are due at fixed times, and \
            each is timed from when it was due, also when it had to wait for a free caller; those \
            to which no caller came are errors of the reason NOT_BEGUN. A write replaces a room's \
            title (up to \(Limits.titleBytes) bytes) or description (up to \
            \(Limits.descriptionBytes)) by a new value of --value-bytes; a read gets a room's \
            basic view. opsPerSecond counts acknowledged operations only. Progress goes to \
            standard error. The rooms stay in the cluster, owned by the user that the result \
            names. When nodes run on this machine, their processor time and memory are told \
            beside the operations, and what fdatasync takes on their disk.

            EXAMPLES:
              roomctl bench --callers 256 --reads 0 --rooms 1000 --seconds 10
              roomctl bench --callers 64 --reads 0.9 --spread -o json
              roomctl bench --callers 256 --reads 0 --rate 10000 --history run.jsonl
              roomctl bench --watchers 2000 --hot-room --callers 4 --reads 0
            """)

    @OptionGroup var options: BenchOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        guard self.options.watchers == 0 else { return try await self.runWithWatchers() }
        let result = try await BenchRun(options: self.options, global: self.global).perform()
        Console.write(try BenchText(result: result).rendered(as: self.global.output))
        guard result.operations > 0 else { throw ExitCode(ExitStatus.unavailable.rawValue) }
    }

    private func runWithWatchers() async throws {
        let result = try await BenchWatchRun(
            bench: BenchRun(options: self.options, global: self.global)
        ).perform()
        Console.write(try BenchWatchText(result: result).rendered(as: self.global.output))
        guard result.deliveries > 0 else { throw ExitCode(ExitStatus.unavailable.rawValue) }
    }
}
