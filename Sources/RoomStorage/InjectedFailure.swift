/// What an armed failpoint with the action `error` throws.
package struct InjectedFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package var failpoint: Failpoint

    package init(failpoint: Failpoint) {
        self.failpoint = failpoint
    }

    package var description: String { "injected I/O error at failpoint \(self.failpoint.name)" }
}
