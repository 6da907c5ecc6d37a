extension Room {
    /// Checks what the caller wants to hold, in the order of the protocol.
    func require(_ preconditions: Preconditions) throws(RoomRejection) {
        let revisions = self.head.revisions
        try Self.require(preconditions.revision, revisions.room, "revision")
        try Self.require(preconditions.infoRevision, revisions.info, "info_revision")
        try Self.require(preconditions.stageRevision, revisions.stage, "stage_revision")
        try Self.require(preconditions.productsRevision, revisions.products, "products_revision")
        if let host = preconditions.hostID, host != self.head.hostID {
            throw Self.mismatch("host_id", host.rawValue, self.head.hostID.rawValue)
        }
        if let expected = preconditions.spotlight {
            let actual = self.products.spotlight.map {
                Preconditions.SpotlightCondition.product($0.productID)
            }
            if expected != actual ?? .empty {
                throw Self.mismatch(
                    "spotlight_product_id", expected.words, (actual ?? .empty).words)
            }
        }
        if let state = preconditions.state, state != self.head.state {
            throw Self.mismatch("state", state.code, self.head.state.code)
        }
    }

    private static func require(
        _ expected: UInt64?, _ actual: UInt64, _ field: String
    ) throws(RoomRejection) {
        guard let expected, expected != actual else { return }
        var rejection = Self.mismatch(field, "\(expected)", "\(actual)")
        rejection.reason = .revisionMismatch
        throw rejection
    }

    private static func mismatch(
        _ field: String, _ expected: String, _ actual: String
    ) -> RoomRejection {
        RoomRejection(
            .preconditionMismatch,
            details: [
                .init("field", field), .init("expected", expected), .init("actual", actual),
            ])
    }
}

extension Preconditions.SpotlightCondition {
    fileprivate var words: String {
        switch self {
        case .empty: "empty"
        case .product(let id): id.rawValue
        }
    }
}
