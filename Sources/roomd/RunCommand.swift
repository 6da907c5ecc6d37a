import ArgumentParser
import Logging
import RoomGRPC
import RoomServer
import ServiceLifecycle
import UnixSignals

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// `roomd run`: serves until it is told to stop.
struct RunCommand: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Serve from a data directory until told to stop.",
        discussion: """
            SIGTERM and SIGINT stop it politely: it hands leadership over, answers what is under \
            way and exits with 0. SIGHUP has the files of TLS read anew, as they also are when \
            they change. It never creates a data directory; see `roomd format`. The log \
            goes to standard error, one line for each change of the node's state.

            \(SettingsOptions.help)

            \(ExitStatus.help)
            """)

    @OptionGroup var options: SettingsOptions

    func execute() async throws {
        let configuration = try self.options.load()
        #if PLANTED_DEFECTS
        try PlantedDefectChoice.read()
        #endif
        // A reader of the log that went away, or a client, must not end the process.
        signal(SIGPIPE, SIG_IGN)
        let logs = configuration.logs
        let logger = Logger(label: "roomd") { _ in LineLogHandler(options: logs) }
        // Taken before anything is opened, and until the process ends: by default the signals would
        // end it, also one that comes again while it stops.
        let renewals = await UnixSignalsSequence(trapping: .sighup)
        let stops = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        let node = try await RoomNode.start(
            RoomNode.Options(
                configuration: configuration, failpoints: try ArmedFailpoints.read(),
                doors: [.grpc { GRPCDoor($0) }],
                // Nothing is unwound or flushed: what was not synced must not be answered for.
                failStop: { _ in _exit(ExitStatus.stopped.rawValue) }),
            logger: logger)
        var quiet = logger
        quiet.logLevel = .critical
        let services = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: node, successTerminationBehavior: .gracefullyShutdownGroup)
                ],
                logger: quiet))
        let renewing = Task {
            for await _ in renewals { node.reloadCertificates() }
        }
        defer { renewing.cancel() }
        Task {
            for await _ in stops { await services.triggerGracefulShutdown() }
        }
        try await services.run()
    }
}
