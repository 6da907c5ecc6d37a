import ArgumentParser
import RoomProtocol

/// `roomctl room update`.
struct RoomUpdate: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "update",
        abstract: "Replace parts of a room's info; what is not named stays as it is.",
        discussion: """
            --category, --tag and --label replace the whole list.

            EXAMPLES:
              roomctl room update ROOM --title "Summer shoes"
              roomctl room update ROOM --label season=summer --clear tags
            """)

    @Argument(help: "The room's id.")
    var roomID: String

    @Option(help: "At most 800 bytes.")
    var title: String?

    @OptionGroup(title: "Info") var info: InfoOptions

    @Option(help: "Empty this list; may be repeated.")
    var clear: [InfoList] = []

    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func validate() throws {
        guard self.updateInfo() != Roomkeeper_V1_UpdateInfo() else {
            throw ValidationError("Name at least one thing to replace, e.g. --title.")
        }
        let isFilled: [InfoList: Bool] = [
            .categories: !self.info.categories.isEmpty, .tags: !self.info.tags.isEmpty,
            .labels: !self.info.labels.isEmpty,
        ]
        for list in self.clear where isFilled[list] == true {
            throw ValidationError("\(list.rawValue) cannot be both set and cleared.")
        }
    }

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        .updateInfo(self.updateInfo())
    }

    private func updateInfo() -> Roomkeeper_V1_UpdateInfo {
        var update = Roomkeeper_V1_UpdateInfo()
        if let title = self.title { update.title = title }
        if let description = self.info.description { update.description_p = description }
        if let cover = self.info.cover { update.coverUri = cover }
        if let language = self.info.language { update.language = language }
        if let region = self.info.region { update.region = region }
        if !self.info.categories.isEmpty || self.clear.contains(.categories) {
            update.categories.values = self.info.categories
        }
        if !self.info.tags.isEmpty || self.clear.contains(.tags) {
            update.tags.values = self.info.tags
        }
        if !self.info.labels.isEmpty || self.clear.contains(.labels) {
            update.labels.values = self.info.labelMap
        }
        return update
    }
}
