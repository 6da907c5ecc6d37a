import ArgumentParser
import RoomProtocol

/// `roomctl room create`.
struct RoomCreate: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Create a room.",
        discussion: """
            Prints the new room's id (in JSON: roomId).

            EXAMPLES:
              roomctl room create --owner anna --title "Spring shoes"
              roomctl room create --owner shop7 --host anna --title Live --start -o json
            """)

    @Option(help: ArgumentHelp("The user to whom the room belongs.", valueName: "user"))
    var owner: String

    @Option(help: "At most 800 bytes.")
    var title: String

    @Option(help: ArgumentHelp("Who hosts the room (default: the owner).", valueName: "user"))
    var host: String?

    @Flag(help: "Start the room at once.")
    var start = false

    @OptionGroup var onConflict: OnConflictOptions
    @OptionGroup(title: "Info") var info: InfoOptions
    @OptionGroup(title: "Settings") var settings: SettingsOptions
    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    var roomID: String { "" }

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        var create = Roomkeeper_V1_Create()
        create.ownerID = self.owner
        create.hostID = self.host ?? ""
        create.start = self.start
        create.onConflict = self.onConflict.message
        create.info.title = self.title
        create.info.description_p = self.info.description ?? ""
        create.info.coverUri = self.info.cover ?? ""
        create.info.language = self.info.language ?? ""
        create.info.region = self.info.region ?? ""
        create.info.categories = self.info.categories
        create.info.tags = self.info.tags
        create.info.labels = self.info.labelMap
        if let settings = self.settings.message {
            create.settings = settings
        }
        return .create(create)
    }
}
