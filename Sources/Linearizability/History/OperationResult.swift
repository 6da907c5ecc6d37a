/// What the cluster answered; what is absent is not known.
package struct OperationResult: Equatable, Sendable {
    /// The room's revision: after a change, or as read.
    package var revision: Int?
    package var value: HistoryValue?
    package var host: String?
    /// In pin order.
    package var pins: [String]?
    /// Sorted.
    package var cohosts: [String]?
    /// False: there is no such room, or it has ended.
    package var exists: Bool?
    /// Of a fail: why the state machine said no; absent: it never got there.
    package var code: FailureCode?

    package init(
        revision: Int? = nil, value: HistoryValue? = nil, exists: Bool? = nil,
        code: FailureCode? = nil
    ) {
        self.revision = revision
        self.value = value
        self.exists = exists
        self.code = code
    }
}

extension OperationResult: Codable {
    private enum CodingKeys: String, CodingKey {
        case revision = "rev"
        case value
        case host
        case pins
        case cohosts
        case exists
        case code
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.revision = try container.decodeIfPresent(Int.self, forKey: .revision)
        if container.contains(.value) {
            self.value = try container.decode(HistoryValue.self, forKey: .value)
        }
        self.host = try container.decodeIfPresent(String.self, forKey: .host)
        self.pins = try container.decodeIfPresent([String].self, forKey: .pins)
        self.cohosts = try container.decodeIfPresent([String].self, forKey: .cohosts)
        self.exists = try container.decodeIfPresent(Bool.self, forKey: .exists)
        self.code = try container.decodeIfPresent(FailureCode.self, forKey: .code)
    }
}
