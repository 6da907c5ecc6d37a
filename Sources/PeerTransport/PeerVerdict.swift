/// Whether a node that introduced itself is welcome.
package enum PeerVerdict: Hashable, Sendable {
    /// Its store is pinned durably, or was before.
    case accept
    /// It is not; the other side is told why and tries again at the slowest pace.
    case refuse(PeerRefusal)
}
