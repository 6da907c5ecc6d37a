package import RoomProtocol
package import RoomState

extension RoomCommand {
    /// The command that a request asks for, without its request id (`RequestIdentity`).
    ///
    /// Identifiers, enumerations and what an operation must hold are checked here, lengths and
    /// counts in `validate()` of the result.
    package init(_ request: Roomkeeper_V1_MutateRequest, caller: String) throws(InvalidField) {
        let operations = try Self.operations(of: request)
        let target: Target
        if case .create? = operations.first {
            guard request.roomID.isEmpty else {
                throw InvalidField(
                    field: "room_id", limit: "empty when the first operation is create",
                    actual: "\(request.roomID.utf8.count) bytes")
            }
            target = .newRoom
        } else {
            target = .room(try RoomID(request.roomID, field: "room_id"))
        }
        var preconditions = Preconditions()
        if request.hasPreconditions {
            preconditions = try Preconditions(request.preconditions)
        }
        self.init(
            caller: caller, target: target,
            actor: try request.actorID.isEmpty
                ? nil : UserID(request.actorID, field: "actor_id"),
            preconditions: preconditions, operations: operations)
    }

    private static func operations(
        of request: Roomkeeper_V1_MutateRequest
    ) throws(InvalidField) -> [RoomOperation] {
        let count = request.operations.count
        guard (1...RoomState.Limits.operationsPerCommand).contains(count) else {
            throw InvalidField(
                field: "operations",
                limit: "1 to \(RoomState.Limits.operationsPerCommand) operations",
                actual: "\(count)")
        }
        var operations: [RoomOperation] = []
        operations.reserveCapacity(count)
        for (index, operation) in request.operations.enumerated() {
            operations.append(try RoomOperation(operation, at: index))
        }
        return operations
    }
}

extension Preconditions {
    fileprivate init(_ request: Roomkeeper_V1_Preconditions) throws(InvalidField) {
        self.init()
        if request.hasRevision { self.revision = request.revision }
        if request.hasInfoRevision { self.infoRevision = request.infoRevision }
        if request.hasStageRevision { self.stageRevision = request.stageRevision }
        if request.hasProductsRevision { self.productsRevision = request.productsRevision }
        if request.hasHostID {
            self.hostID = try UserID(request.hostID, field: "preconditions.host_id")
        }
        if request.hasSpotlightProductID {
            if request.spotlightProductID.isEmpty {
                self.spotlight = .empty
            } else {
                self.spotlight = .product(
                    try ProductID(
                        request.spotlightProductID, field: "preconditions.spotlight_product_id"))
            }
        }
        self.state = try RequestEnums.state(request.state, field: "preconditions.state")
        if request.hasEtag {
            self.etag = try RoomETag(request.etag, field: "preconditions.etag")
        }
    }
}
