/// What an operation was called with; which of these are needed depends on its kind.
package struct OperationArguments: Equatable, Sendable {
    /// Of `create`, `set`, `cas` and `write`.
    package var value: HistoryValue?
    /// The revision that the room must have.
    package var expectedRevision: Int?
    /// The value that the register must have, for its `cas`.
    package var old: HistoryValue?
    /// The product of `pin` and `unpin`.
    package var id: String?
    /// The co-host of `cohost_add` and `cohost_remove`.
    package var user: String?
    /// Who does it: absent, the service itself; `host`, whoever is the host.
    package var actor: String?
    /// Of `create`: the host of the new room.
    package var host: String?
    /// Of `create`: the owner, when that is neither the actor nor the host.
    package var owner: String?

    package init(
        value: HistoryValue? = nil, expectedRevision: Int? = nil, actor: String? = nil
    ) {
        self.value = value
        self.expectedRevision = expectedRevision
        self.actor = actor
    }
}

extension OperationArguments: Codable {
    private enum CodingKeys: String, CodingKey {
        case value
        case expectedRevision = "expect_rev"
        case old
        case id
        case user
        case actor
        case host
        case owner
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        // Null is a value of its own, so what is absent is told from it.
        if container.contains(.value) {
            self.value = try container.decode(HistoryValue.self, forKey: .value)
        }
        if container.contains(.old) {
            self.old = try container.decode(HistoryValue.self, forKey: .old)
        }
        self.expectedRevision = try container.decodeIfPresent(Int.self, forKey: .expectedRevision)
        self.id = try container.decodeIfPresent(String.self, forKey: .id)
        self.user = try container.decodeIfPresent(String.self, forKey: .user)
        self.actor = try container.decodeIfPresent(String.self, forKey: .actor)
        self.host = try container.decodeIfPresent(String.self, forKey: .host)
        self.owner = try container.decodeIfPresent(String.self, forKey: .owner)
    }
}
