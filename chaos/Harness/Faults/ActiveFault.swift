/// A fault that was begun.
struct ActiveFault: Sendable {
    /// The nodes that it is about, for the report.
    let nodes: [UInt64]
    /// What exactly was done, in a sentence.
    var detail: String
    /// Makes it good.
    ///
    /// Returns why it never took hold, or nil when it did.
    let end: @Sendable () async throws -> String?

    init(
        nodes: [UInt64], detail: String, end: @escaping @Sendable () async throws -> String?
    ) {
        self.nodes = nodes
        self.detail = detail
        self.end = end
    }
}
