/// Waits for what other processes do: the one loop of the harness that looks again and again.
enum Waiting {
    private static let pause = Duration.milliseconds(20)

    /// - Throws: `HarnessError` when it does not hold in time.
    static func until(
        _ what: String, within limit: Duration, _ holds: () async throws -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + limit
        while try await !holds() {
            guard .now < deadline else {
                throw HarnessError("\(what): not within \(limit)")
            }
            try await Task.sleep(for: Self.pause)
        }
    }
}
