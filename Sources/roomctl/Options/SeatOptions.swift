import ArgumentParser

/// Where and as what a user joins the stage.
struct SeatOptions: ParsableArguments {
    @Option(help: "What the user becomes.")
    var role: RoleArgument = .coHost

    @Option(help: ArgumentHelp("The seat; the lowest free one unless told.", valueName: "n"))
    var seat: UInt32?
}
