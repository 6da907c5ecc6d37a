extension Room {
    /// Checks what the caller wants to hold; the first field that does not, in the order of the
    /// protocol, is told.
    func require(_ preconditions: Preconditions) throws(RoomRejection) {
        guard !preconditions.isEmpty else { return }
        if let first = self.mismatches(with: preconditions).first { throw first }
    }

    /// Everything that does not hold, in the order of the protocol.
    func mismatches(with preconditions: Preconditions) -> [RoomRejection] {
        let revisions = self.head.revisions
        let numbers = [
            ("revision", preconditions.revision, revisions.room),
            ("info_revision", preconditions.infoRevision, revisions.info),
            ("stage_revision", preconditions.stageRevision, revisions.stage),
            ("products_revision", preconditions.productsRevision, revisions.products),
        ]
        var mismatches: [RoomRejection] = []
        for case (let field, .some(let expected), let actual) in numbers where expected != actual {
            mismatches.append(Self.mismatch(.revisionMismatch, field, "\(expected)", "\(actual)"))
        }
        if let host = preconditions.hostID, host != self.head.hostID {
            mismatches.append(
                Self.mismatch(
                    .preconditionMismatch, "host_id", host.rawValue, self.head.hostID.rawValue))
        }
        if let expected = preconditions.spotlight {
            let actual = self.products.spotlight.map {
                Preconditions.SpotlightCondition.product($0.productID)
            }
            if expected != actual ?? .empty {
                mismatches.append(
                    Self.mismatch(
                        .preconditionMismatch, "spotlight_product_id", expected.words,
                        (actual ?? .empty).words))
            }
        }
        if let state = preconditions.state, state != self.head.state {
            mismatches.append(
                Self.mismatch(.preconditionMismatch, "state", state.code, self.head.state.code))
        }
        if let etag = preconditions.etag, etag != self.etag {
            // Of another room under the same id, a later revision will never match.
            mismatches.append(
                Self.mismatch(
                    etag.uid == self.head.uid ? .revisionMismatch : .preconditionMismatch, "etag",
                    "\(etag)", "\(self.etag)"))
        }
        return mismatches
    }

    private static func mismatch(
        _ reason: RejectionReason, _ field: String, _ expected: String, _ actual: String
    ) -> RoomRejection {
        RoomRejection(
            reason,
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
