import ArgumentParser
import RoomProtocol

/// The settings of a room that are told on the command line.
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

    @Option(
        help: ArgumentHelp(
            "Requests for a seat that may wait: 0 to 1000, 200 unless told.", valueName: "n"))
    var requestQueueMax: UInt32?

    @Option(help: "How the service learns that the host is there: not at all unless told.")
    var presenceMode: PresenceModeArgument?

    @Option(
        help: ArgumentHelp(
            "Seconds without a heartbeat after which the host counts as lost: 5 to 300, 15 unless "
                + "told.", valueName: "seconds"))
    var presenceTTL: UInt32?

    @Option(help: "What happens when the host is lost: pause-then-end unless told.")
    var hostLossPolicy: HostLossPolicyArgument?

    @Option(
        help: ArgumentHelp(
            "Seconds that a room without its host stays paused before it ends: 0 to 3600, 300 "
                + "unless told.", valueName: "seconds"))
    var pauseGrace: UInt32?

    @Option(
        name: .customLong("successor"),
        help: ArgumentHelp(
            "Who hosts next when the host is lost; may be repeated, at most 8.",
            valueName: "user"))
    var successors: [String] = []

    /// For a new room; `nil` when everything is left to the server.
    var message: Roomkeeper_V1_RoomSettings? {
        var settings = Roomkeeper_V1_RoomSettings()
        if let guestSeats = self.guestSeats { settings.guestSeats = guestSeats }
        if let seatMode = self.seatMode { settings.seatMode = seatMode.message }
        if let maxProducts = self.maxProducts { settings.maxProducts = maxProducts }
        if let maxPinned = self.maxPinned { settings.maxPinned = maxPinned }
        if let inviteTTL = self.inviteTTL { settings.inviteTtlSeconds = inviteTTL }
        if let queue = self.requestQueueMax { settings.requestQueueMax = queue }
        if let mode = self.presenceMode { settings.presenceMode = mode.message }
        if let seconds = self.presenceTTL { settings.presenceTtlSeconds = seconds }
        if let policy = self.hostLossPolicy { settings.hostLossPolicy = policy.message }
        if let seconds = self.pauseGrace { settings.pauseGraceSeconds = seconds }
        settings.successorIds = self.successors
        return settings == Roomkeeper_V1_RoomSettings() ? nil : settings
    }

    /// For a room that is there; empty when nothing is told.
    var update: Roomkeeper_V1_UpdateSettings {
        var update = Roomkeeper_V1_UpdateSettings()
        if let guestSeats = self.guestSeats { update.guestSeats = guestSeats }
        if let seatMode = self.seatMode { update.seatMode = seatMode.message }
        if let maxProducts = self.maxProducts { update.maxProducts = maxProducts }
        if let maxPinned = self.maxPinned { update.maxPinned = maxPinned }
        if let inviteTTL = self.inviteTTL { update.inviteTtlSeconds = inviteTTL }
        if let queue = self.requestQueueMax { update.requestQueueMax = queue }
        if let mode = self.presenceMode { update.presenceMode = mode.message }
        if let seconds = self.presenceTTL { update.presenceTtlSeconds = seconds }
        if let policy = self.hostLossPolicy { update.hostLossPolicy = policy.message }
        if let seconds = self.pauseGrace { update.pauseGraceSeconds = seconds }
        if !self.successors.isEmpty { update.successorIds.values = self.successors }
        return update
    }
}
