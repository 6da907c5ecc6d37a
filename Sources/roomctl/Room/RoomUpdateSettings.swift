import ArgumentParser
import RoomProtocol

/// `roomctl room update-settings`.
struct RoomUpdateSettings: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "update-settings",
        abstract: "Replace settings of a room; what is not named stays as it is.",
        discussion: """
            What is in use must still fit: fewer guest seats than are taken is refused \
            (SEATS_IN_USE), and so is a bag smaller than what it holds (OVER_CAPACITY).

            EXAMPLES:
              roomctl room update-settings ROOM --seat-mode free --guest-seats 4
              roomctl room update-settings ROOM --presence-mode heartbeat --pause-grace 60
              roomctl room update-settings ROOM --no-successors
            """)

    @Argument(help: "The room's id.")
    var roomID: String

    @OptionGroup(title: "Settings") var settings: SettingsOptions

    @Flag(help: "Nobody is to host next when the host is lost.")
    var noSuccessors = false

    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func validate() throws {
        guard self.updateSettings() != Roomkeeper_V1_UpdateSettings() else {
            throw ValidationError("Name at least one setting to replace, e.g. --guest-seats.")
        }
        guard self.settings.successors.isEmpty || !self.noSuccessors else {
            throw ValidationError("--successor and --no-successors exclude each other.")
        }
    }

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        .updateSettings(self.updateSettings())
    }

    private func updateSettings() -> Roomkeeper_V1_UpdateSettings {
        var update = self.settings.update
        if self.noSuccessors { update.successorIds = Roomkeeper_V1_StringList() }
        return update
    }
}
