/// What the proxies have done since they began, so that a fault without an effect is noticed.
package struct LinkCounts: Sendable {
    package var heldBytes = 0
    package var delayedPieces = 0
    package var splitPieces = 0
    package var resetConnections = 0

    static func - (after: LinkCounts, before: LinkCounts) -> LinkCounts {
        LinkCounts(
            heldBytes: after.heldBytes - before.heldBytes,
            delayedPieces: after.delayedPieces - before.delayedPieces,
            splitPieces: after.splitPieces - before.splitPieces,
            resetConnections: after.resetConnections - before.resetConnections)
    }
}
