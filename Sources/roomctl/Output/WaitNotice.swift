/// One line on standard error that says what a command waits for, once that takes longer than a
/// second, and how long it may take at most.
struct WaitNotice {
    private let timer: Task<Void, Never>

    /// - Parameters:
    ///   - what: what is waited for: "an answer".
    ///   - limit: for how long at most.
    ///   - option: the option that sets the limit.
    init(for what: String, atMost limit: Duration, option: String = "--timeout") {
        self.timer = Task {
            do {
                try await Task.sleep(for: Limits.silence)
                Console.writeError("waiting for \(what), for \(limit) at most (\(option))")
            } catch {
                // It came before there was anything to say.
            }
        }
    }

    /// What was waited for has come, or never will.
    func end() {
        self.timer.cancel()
    }
}
