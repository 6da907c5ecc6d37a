import ArgumentParser
import RoomServer

/// The root command: one node of a Roomkeeper cluster.
struct Roomd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roomd",
        abstract: "One node of a Roomkeeper cluster, which serves live rooms.",
        discussion: """
            A new cluster:
              roomctl cluster init ...                     writes the cluster file
              roomd format --data DIR --cluster FILE --node N   once for each node
              roomd run --data DIR --insecure              on each node, from then on
            Beyond one machine --tls-cert, --tls-key and --tls-ca stand for --insecure.

            \(ExitStatus.help)
            """,
        version: ServerVersion.current,
        subcommands: [
            FormatCommand.self, RunCommand.self, AdoptCommand.self, ConfigCommand.self,
        ])
}
