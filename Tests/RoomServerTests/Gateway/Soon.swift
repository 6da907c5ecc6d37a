import Testing

/// Waits for what another thread is about to do.
enum Soon {
    private static let patience = Duration.seconds(20)

    /// Looks until `isTrue` holds; fails the test when it does not within the patience.
    static func holds(
        _ what: String, sourceLocation: SourceLocation = #_sourceLocation,
        _ isTrue: () async throws -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + Self.patience
        while try await !isTrue() {
            try #require(ContinuousClock.now < deadline, "\(what)", sourceLocation: sourceLocation)
            await Task.yield()
        }
    }
}
