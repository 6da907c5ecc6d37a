import ArgumentParser
import Simulation

/// `roomsim`: whole clusters in one thread, under seeded misfortune.
@main
struct RoomSim: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roomsim",
        abstract: "Runs whole clusters in one thread, under seeded misfortune, and checks them.",
        discussion: """
            Each seed determines a cluster, its clients and all that befalls it: crashes, \
            partitions, slow and full disks, changes of members. After every event everything is \
            checked; in the end all heals, and the cluster must come to rest. The same seed gives \
            the same run on every machine. Exit code 0: no seed failed; 1: one did.
            """,
        subcommands: [Run.self, Replay.self], defaultSubcommand: Run.self)
}
