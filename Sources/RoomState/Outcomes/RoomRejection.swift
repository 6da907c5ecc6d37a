/// The rules refused the command; the room is as it was, but for what expired before.
package struct RoomRejection: Error, Equatable, Sendable, CustomStringConvertible {
    package var reason: RejectionReason
    /// Which operation failed; `nil`: the command as a whole.
    package var opIndex: Int?
    /// In the order in which they are told, such as `room_id`, `field`, `limit`, `actual`.
    package var details: [Detail]
    package var effect: Effect

    package init(
        _ reason: RejectionReason, opIndex: Int? = nil, details: [Detail] = [],
        effect: Effect = .notApplied
    ) {
        self.reason = reason
        self.opIndex = opIndex
        self.details = details
        self.effect = effect
    }

    package struct Detail: Equatable, Sendable {
        package var key: String
        package var value: String

        package init(_ key: String, _ value: String) {
            self.key = key
            self.value = value
        }
    }

    /// What is known of the effect of this and all earlier attempts; never guessed.
    package enum Effect: UInt8, Sendable, CaseIterable {
        case notApplied = 1
        case unknown = 2

        /// The word of the protocol's `Outcome`.
        package var code: String {
            switch self {
            case .notApplied: "NOT_APPLIED"
            case .unknown: "UNKNOWN"
            }
        }
    }

    package func detail(_ key: String) -> String? {
        self.details.first { $0.key == key }?.value
    }

    package var description: String { "\(self.reason.code): \(self.message)" }
}
