import ArgumentParser

/// `roomctl room`: creates, reads and changes one room.
struct RoomCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "room",
        abstract: "Create, read and change a room.",
        discussion: """
            EXAMPLES:
              roomctl room create --owner anna --title "Spring shoes" --start
              roomctl room pin ROOM sku-1 --title "Red sneaker"
              roomctl room invite ROOM ben && roomctl room accept ROOM ben
              roomctl room get ROOM -o json
            """,
        groupedSubcommands: [
            CommandGroup(
                name: "Lifecycle",
                subcommands: [
                    RoomCreate.self, RoomGet.self, RoomStart.self, RoomPause.self,
                    RoomResume.self, RoomEnd.self, RoomUpdate.self,
                ]),
            CommandGroup(
                name: "Products",
                subcommands: [
                    RoomPin.self, RoomUnpin.self, RoomAddProducts.self, RoomRemoveProducts.self,
                    RoomMoveProduct.self, RoomSpotlight.self,
                ]),
            CommandGroup(
                name: "Stage",
                subcommands: [
                    RoomInvite.self, RoomAccept.self, RoomDecline.self, RoomSeat.self,
                    RoomUnseat.self, RoomLeave.self, RoomTransferHost.self,
                ]),
        ])
}
