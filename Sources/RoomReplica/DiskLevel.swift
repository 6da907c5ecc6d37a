/// How much room a node's disk has left.
package enum DiskLevel: UInt8, Comparable, Sendable {
    case normal = 0
    /// Below the watermark: only what frees room, and what repairs the cluster, is still taken.
    case low = 1
    /// So little that the next append might fail: the node takes no entries until room returns.
    case critical = 2

    package static func < (left: DiskLevel, right: DiskLevel) -> Bool {
        left.rawValue < right.rawValue
    }
}
