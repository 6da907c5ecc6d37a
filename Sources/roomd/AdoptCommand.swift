import ArgumentParser
import RoomServer

/// `roomd adopt`: takes a data directory into use at the place where it was moved to.
struct AdoptCommand: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt",
        abstract: "Take a data directory into use at the place where it was moved to.",
        discussion: """
            A node does not start on a copy of a data directory, for the original may run \
            elsewhere, and two processes that speak for one node break what the cluster promises. \
            When the directory was moved, and the original is deleted or will never be started \
            again, this command says so. To get a second node, add one instead: roomctl cluster \
            add.
            """)

    @Option(name: .long, help: ArgumentHelp("The directory that was moved.", valueName: "DIR"))
    var data: String

    func execute() async throws {
        let identity = try NodeFormatting.adopt(path: self.data)
        print(
            """
            \(self.data) is the data directory of \(NodeFormatting.words(for: identity)) now.
            Delete what is left of it at its old place: it must never be started again.
            """)
    }
}
