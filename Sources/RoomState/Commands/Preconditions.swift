/// What must hold of the room when the command is applied; `nil` is not checked.
package struct Preconditions: Equatable, Sendable {
    package var revision: UInt64?
    package var infoRevision: UInt64?
    package var stageRevision: UInt64?
    package var productsRevision: UInt64?
    package var hostID: UserID?
    package var spotlight: SpotlightCondition?
    package var state: Room.State?
    package var etag: RoomETag?

    package init() {}

    package var isEmpty: Bool { self == Preconditions() }

    package enum SpotlightCondition: Equatable, Sendable {
        /// No product is in the spotlight.
        case empty
        case product(ProductID)
    }
}
