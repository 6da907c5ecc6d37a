/// Waits for something that other processes bring about.
enum Eventually {
    /// Asks again and again, with a short growing pause, until `attempt` returns a value.
    ///
    /// - Throws: `TestFailure` with the last error when `limit` has passed.
    static func get<Value>(
        _ what: String, within limit: Duration = .seconds(60),
        _ attempt: () async throws -> Value?
    ) async throws -> Value {
        let clock = ContinuousClock()
        let deadline = clock.now + limit
        var pause = Duration.milliseconds(5)
        var lastError: (any Error)?
        while true {
            do {
                if let value = try await attempt() { return value }
            } catch let failure as TestFailure {
                // A story that has failed does not get better by waiting.
                throw failure
            } catch {
                lastError = error
            }
            guard clock.now < deadline else {
                let cause = lastError.map { "; the last error was: \($0)" } ?? ""
                throw TestFailure("within \(limit) it was never so that \(what)\(cause)")
            }
            try await clock.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(100))
        }
    }

    static func holds(
        _ what: String, within limit: Duration = .seconds(60), _ condition: () async throws -> Bool
    ) async throws {
        _ = try await Self.get(what, within: limit) { try await condition() ? true : nil }
    }
}
