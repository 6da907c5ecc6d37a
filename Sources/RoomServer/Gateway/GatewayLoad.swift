import Synchronization

/// How many requests are under way behind all doors of a node together.
final class GatewayLoad: Sendable {
    private let underWay = Atomic<Int>(0)

    var requests: Int { self.underWay.load(ordering: .relaxed) }

    /// Counts a request in; `false` when `limit` are under way already.
    func admit(within limit: Int) -> Bool {
        let under = self.underWay.wrappingAdd(1, ordering: .relaxed).newValue
        guard under <= limit else {
            self.release()
            return false
        }
        return true
    }

    func release(_ count: Int = 1) {
        self.underWay.wrappingSubtract(count, ordering: .relaxed)
    }
}
