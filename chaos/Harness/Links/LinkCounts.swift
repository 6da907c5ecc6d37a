/// What the proxies have done on some links since they began, so that a fault without an effect is
/// noticed.
package struct LinkCounts: Sendable {
    package var heldBytes = 0
    package var delayedPieces = 0
    package var splitPieces = 0
    package var resetConnections = 0

    static func + (one: LinkCounts, other: LinkCounts) -> LinkCounts {
        LinkCounts(
            heldBytes: one.heldBytes + other.heldBytes,
            delayedPieces: one.delayedPieces + other.delayedPieces,
            splitPieces: one.splitPieces + other.splitPieces,
            resetConnections: one.resetConnections + other.resetConnections)
    }

    static func - (after: LinkCounts, before: LinkCounts) -> LinkCounts {
        LinkCounts(
            heldBytes: after.heldBytes - before.heldBytes,
            delayedPieces: after.delayedPieces - before.delayedPieces,
            splitPieces: after.splitPieces - before.splitPieces,
            resetConnections: after.resetConnections - before.resetConnections)
    }
}
