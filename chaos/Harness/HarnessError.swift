/// Why the harness could not do its work; nothing about the cluster under test.
package struct HarnessError: Error, CustomStringConvertible, Sendable {
    /// What happened, to which file or process, and what to do.
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
