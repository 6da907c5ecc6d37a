import ArgumentParser
import RoomProtocol

/// What must hold of a room when a change is applied.
///
/// Otherwise the change is refused, and the error says what is there instead.
struct PreconditionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Only while the room is at this revision.", valueName: "n"))
    var ifRevision: UInt64?

    @Option(help: ArgumentHelp("Only while the room has this etag.", valueName: "text"))
    var ifEtag: String?

    @Option(
        help: ArgumentHelp("Only while the info was last changed at revision n.", valueName: "n"))
    var ifInfoRevision: UInt64?

    @Option(
        help: ArgumentHelp("Only while the stage was last changed at revision n.", valueName: "n"))
    var ifStageRevision: UInt64?

    @Option(
        help: ArgumentHelp(
            "Only while the products were last changed at revision n.", valueName: "n"))
    var ifProductsRevision: UInt64?

    @Option(help: ArgumentHelp("Only while this user hosts the room.", valueName: "user"))
    var ifHost: String?

    @Option(
        help: ArgumentHelp("Only while this product is in the spotlight.", valueName: "product"))
    var ifSpotlight: String?

    @Flag(help: "Only while no product is in the spotlight.")
    var ifNoSpotlight = false

    @Option(help: "Only while the room is in this state.")
    var ifState: StateArgument?

    func validate() throws {
        guard self.ifSpotlight == nil || !self.ifNoSpotlight else {
            throw ValidationError("--if-spotlight and --if-no-spotlight exclude each other.")
        }
    }

    /// Adds what these options say to `request`; what they do not say stays as it is.
    func apply(to request: inout Roomkeeper_V1_MutateRequest) {
        var preconditions = request.preconditions
        if let revision = self.ifRevision { preconditions.revision = revision }
        if let etag = self.ifEtag { preconditions.etag = etag }
        if let revision = self.ifInfoRevision { preconditions.infoRevision = revision }
        if let revision = self.ifStageRevision { preconditions.stageRevision = revision }
        if let revision = self.ifProductsRevision { preconditions.productsRevision = revision }
        if let host = self.ifHost { preconditions.hostID = host }
        if let product = self.ifSpotlight { preconditions.spotlightProductID = product }
        if self.ifNoSpotlight { preconditions.spotlightProductID = "" }
        if let state = self.ifState { preconditions.state = state.message }
        // Assigning would make an empty message present.
        if preconditions != Roomkeeper_V1_Preconditions() {
            request.preconditions = preconditions
        }
    }
}
