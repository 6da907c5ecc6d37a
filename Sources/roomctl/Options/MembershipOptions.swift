import ArgumentParser

/// What the commands that change the members have in common.
struct MembershipOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How long the whole command may take, e.g. 30s or 10m.", valueName: "time"))
    var wait = DurationArgument(.seconds(600))
}

/// Whether to go on where only availability speaks against it.
struct ForceOption: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            "Do it although a new voter has not caught up, or a majority of the new voters does "
                + "not answer. The cluster may stop taking writes; no data is lost by it."))
    var force = false
}
