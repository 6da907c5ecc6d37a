/// Which links are cut while a partition lasts.
package enum PartitionShape: UInt64, CaseIterable, Sendable {
    /// Two groups that do not hear each other.
    case halves
    /// Each node hears only its neighbours, in a ring: everyone has a majority, each another one.
    case majoritiesRing
    /// Two groups that only one node connects.
    case bridge
    /// One node, the leader when there is one, hears and reaches nobody.
    case isolated
    /// One node is heard and hears nothing.
    case deaf
    /// One node hears and is not heard.
    case mute
    /// Two nodes do not hear each other; all else is well.
    case pair
    /// One node, the leader when there is one, and less than half of the others hear only each
    /// other.
    case minority

    /// Whether a message from the node at place `from` to the one at `to` is lost.
    ///
    /// - Parameters:
    ///   - center: the place of the node that the shape turns on.
    ///   - count: how many nodes there are.
    func cuts(from: Int, to: Int, center: Int, count: Int) -> Bool {
        guard count > 1, from != to else { return false }
        // Places as seen from the center, which is 0.
        let left = (from - center + count) % count
        let right = (to - center + count) % count
        switch self {
        case .halves:
            return (left < (count + 1) / 2) != (right < (count + 1) / 2)
        case .majoritiesRing:
            let distance = min((left - right + count) % count, (right - left + count) % count)
            return distance > max(1, count / 4)
        case .bridge:
            guard left != 0, right != 0 else { return false }
            return (left <= count / 2) != (right <= count / 2)
        case .isolated:
            return left == 0 || right == 0
        case .deaf:
            return right == 0
        case .mute:
            return left == 0
        case .pair:
            return (left == 0 && right == 1) || (left == 1 && right == 0)
        case .minority:
            return (left < count / 2) != (right < count / 2)
        }
    }
}
