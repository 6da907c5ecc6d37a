/// Tells on standard error, each second, how a bench goes.
struct BenchProgress: Sendable {
    let recorders: [BenchRecorder]
    let start: ContinuousClock.Instant

    /// Reports until the task is cancelled.
    func report() async {
        let clock = ContinuousClock()
        if clock.now < self.start {
            Console.writeError("warming up")
            try? await clock.sleep(until: self.start)
        }
        var before = BenchCounts()
        var second = 0
        while !Task.isCancelled {
            second += 1
            do {
                try await clock.sleep(until: self.start + .seconds(second))
            } catch {
                return
            }
            let counts = self.recorders.reduce(BenchCounts()) { $0 + $1.counts() }
            let news = counts - before
            before = counts
            Console.writeError(
                "\(second) s: \(news.operations) ops/s "
                    + "(\(news.reads) reads, \(news.writes) writes, \(news.errors) errors)")
        }
    }
}
