import RoomProtocol

/// Performs the steps of a `WatchMachine` for one reader.
final class RoomWatchReader: RoomWatchReading {
    /// A watch on one connection.
    private struct Attempt {
        let connection: NativeConnection
        let id: UInt64
        let inbox: WatchInbox
    }

    private let client: RoomClient
    private let idleLimit: Duration
    private var machine: WatchMachine
    private var attempt: Attempt?
    private var avoided: Int?
    /// Taken and not told yet, the next one last.
    private var answers: [Roomkeeper_V1_WatchResponse] = []
    /// What ended the attempt whose answers are still told.
    private var end: PendingCall.Result?
    private var hasEnded = false
    private var hasStarted = false

    init(client: RoomClient, request: Roomkeeper_V1_WatchRequest) {
        let options = client.options
        var request = request
        if request.progressIntervalMs == 0 {
            request.progressIntervalMs = UInt32(clamping: options.watchProgress.wholeMilliseconds)
        }
        self.client = client
        self.idleLimit =
            .milliseconds(request.progressIntervalMs) * Limits.silentProgressIntervals
            + options.attemptTimeout
        self.machine = WatchMachine(
            request, patience: options.watchPatience,
            policy: RetryPolicy(base: options.backoffBase, cap: options.backoffCap), now: .now)
    }

    deinit {
        self.cancel()
    }

    func next(
        isolation actor: isolated (any Actor)?
    ) async throws(RoomClientError) -> Roomkeeper_V1_WatchResponse? {
        while !self.hasEnded {
            if Task.isCancelled { return self.finish() }
            if let answer = self.answers.popLast() {
                switch self.machine.received(answer, now: .now) {
                case .tell: return answer
                case .drop: continue
                case .fail(let error): try self.fail(error)
                }
            } else if let end = self.end {
                try await self.perform(self.step(after: end), isolation: actor)
            } else if let attempt = self.attempt {
                let taken = await attempt.inbox.take()
                self.answers = taken.responses.reversed()
                self.end = taken.end
            } else {
                let step = self.hasStarted ? self.machine.paused() : self.machine.start()
                self.hasStarted = true
                try await self.perform(step, isolation: actor)
            }
        }
        return nil
    }

    private func step(after end: PendingCall.Result) -> WatchMachine.Step {
        let wasFull = self.attempt?.inbox.isFull ?? false
        let place = self.attempt?.connection.slot.place
        self.avoided = wasFull ? nil : place
        let endpoint = self.attempt?.connection.endpoint.text ?? ""
        self.attempt = nil
        self.end = nil
        if wasFull { return self.machine.paused() }
        let attemptEnd: AttemptEnd =
            switch end {
            case .ended(let end): end
            case .reply(.other(.error(let error))): .failed(RoomClientError(error))
            case .reply, .greeted: .failed(.otherReply(endpoint))
            }
        if case .failed(let error) = attemptEnd, let place {
            self.client.pool.hear(error, from: place)
        }
        return self.machine.ended(attemptEnd, now: .now, jitter: .random(in: 0...(.max)))
    }

    private func perform(
        _ first: WatchMachine.Step, isolation actor: isolated (any Actor)?
    ) async throws(RoomClientError) {
        var step = first
        while true {
            switch step {
            case .attempt(let request):
                switch self.client.pool.lease(avoiding: self.avoided, anywhere: true) {
                case .connection(let connection):
                    let inbox = WatchInbox()
                    let id = connection.watch(
                        request, timeout: self.idleLimit, idleLimit: self.idleLimit, inbox: inbox)
                    self.attempt = Attempt(connection: connection, id: id, inbox: inbox)
                    return
                case .wait(let wait):
                    step = self.machine.nothingToTry(
                        for: wait, now: .now, error: .allBackedOff(self.client.endpoints))
                case .refused(let error):
                    step = .fail(error)
                }
            case .pause(let length):
                do {
                    try await Task.sleep(for: length)
                } catch {
                    return
                }
                step = self.machine.paused()
            case .fail(let error):
                try self.fail(error)
            }
        }
    }

    private func fail(_ error: RoomClientError) throws(RoomClientError) {
        _ = self.finish()
        throw error
    }

    private func finish() -> Roomkeeper_V1_WatchResponse? {
        self.hasEnded = true
        self.answers = []
        self.cancel()
        return nil
    }

    private func cancel() {
        if let attempt = self.attempt { attempt.connection.cancel(attempt.id) }
        self.attempt = nil
    }
}
