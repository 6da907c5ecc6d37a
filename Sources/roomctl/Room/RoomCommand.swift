import ArgumentParser

/// `roomctl room`: creates, reads, watches and changes rooms.
struct RoomCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "room",
        abstract: "Create, read, watch and change rooms.",
        discussion: """
            Operations go by their names in the protocol too: pin_product is pin.

            EXAMPLES:
              roomctl room create --owner anna --title "Spring shoes" --start
              roomctl room pin ROOM sku-1 --title "Red sneaker"
              roomctl room invite ROOM ben && roomctl room accept ROOM ben
              roomctl room get ROOM -o json
              roomctl room watch ROOM
              roomctl room why ROOM
            """,
        groupedSubcommands: [
            CommandGroup(
                name: "Lifecycle",
                subcommands: [
                    RoomCreate.self, RoomStart.self, RoomPause.self, RoomResume.self,
                    RoomEnd.self, RoomUpdate.self, RoomUpdateSettings.self,
                    RoomTransferHost.self, RoomHostLost.self, RoomHeartbeat.self,
                ]),
            CommandGroup(
                name: "Reading",
                subcommands: [
                    RoomGet.self, RoomList.self, RoomFind.self, RoomWatch.self,
                    RoomEvents.self, RoomWhy.self, RoomDeadlines.self,
                ]),
            CommandGroup(
                name: "Products",
                subcommands: [
                    RoomPin.self, RoomUnpin.self, RoomAddProducts.self, RoomRemoveProducts.self,
                    RoomMoveProduct.self, RoomReorderProducts.self, RoomSpotlight.self,
                ]),
            CommandGroup(
                name: "Stage",
                subcommands: [
                    RoomInvite.self, RoomAccept.self, RoomDecline.self, RoomCancelInvite.self,
                    RoomRequestSeat.self, RoomCancelRequest.self, RoomApprove.self,
                    RoomReject.self, RoomSeat.self, RoomUnseat.self, RoomLeave.self,
                    RoomMoveSeat.self, RoomLockSeat.self, RoomUnlockSeat.self, RoomSetRole.self,
                ]),
            CommandGroup(
                name: "Many steps at once, and certainty",
                subcommands: [RoomApply.self, RoomSettle.self]),
        ])
}
