import ArgumentParser
import RoomProtocol

/// The settings of a new room that are not to be the server's defaults.
struct SettingsOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Seats besides the host's: 0 to 32, 8 unless told.", valueName: "n"))
    var guestSeats: UInt32?

    @Option(help: "How users come to sit in the room.")
    var seatMode: SeatModeArgument?

    @Option(
        help: ArgumentHelp("Size of the bag: 1 to 500, 200 unless told.", valueName: "n"))
    var maxProducts: UInt32?

    @Option(
        help: ArgumentHelp("Pinned products: 1 to 20, 5 unless told.", valueName: "n"))
    var maxPinned: UInt32?

    @Option(
        help: ArgumentHelp(
            "Seconds for which an invitation is good: 5 to 86400, 30 unless told.",
            valueName: "seconds"))
    var inviteTTL: UInt32?

    /// `nil` when everything is left to the server.
    var message: Roomkeeper_V1_RoomSettings? {
        var settings = Roomkeeper_V1_RoomSettings()
        if let guestSeats = self.guestSeats { settings.guestSeats = guestSeats }
        if let seatMode = self.seatMode { settings.seatMode = seatMode.message }
        if let maxProducts = self.maxProducts { settings.maxProducts = maxProducts }
        if let maxPinned = self.maxPinned { settings.maxPinned = maxPinned }
        if let inviteTTL = self.inviteTTL { settings.inviteTtlSeconds = inviteTTL }
        return settings == Roomkeeper_V1_RoomSettings() ? nil : settings
    }
}
