import RoomClient
import RoomProtocol
import Watching

/// One iteration of a watch of the rooms of a test: it goes on by itself where a `RoomClient` does.
final class RoomTestWatchReader: RoomWatchReading {
    private let service: RoomTestService
    private var machine: WatchMachine
    /// Of the watch that goes on now.
    private var id: UInt64?
    private var hasEnded = false

    init(_ service: RoomTestService, _ request: Roomkeeper_V1_WatchRequest) {
        self.service = service
        // It never pauses here, so neither patience nor policy counts.
        self.machine = WatchMachine(
            request, patience: .zero, policy: RetryPolicy(base: .zero, cap: .zero), now: .now)
    }

    deinit {
        self.leave()
    }

    func next(
        isolation actor: isolated (any Actor)?
    ) async throws(RoomClientError) -> Roomkeeper_V1_WatchResponse? {
        while !self.hasEnded {
            guard !Task.isCancelled else {
                self.finish()
                return nil
            }
            let id = try self.watch()
            switch self.service.nextOfWatch(id) {
            case .answer(let response):
                switch self.machine.received(response, now: .now) {
                case .tell: return response
                case .drop: continue
                case .fail(let error): try self.fail(error)
                }
            case .ended(let error) where error.reason == Roomkeeper_V1_Error.slowConsumerReason:
                // Made good by resuming, as everything that was told says how far it is.
                self.leave()
            case .ended(let error):
                try self.fail(RoomClientError(error))
            case .interrupted:
                self.leave()
            case .wait:
                await self.service.waitForWatch(id)
            }
        }
        return nil
    }

    /// The watch that goes on, begun anew when there is none.
    private func watch() throws(RoomClientError) -> UInt64 {
        if let id = self.id { return id }
        guard case .attempt(let request) = self.machine.paused() else {
            fatalError("a watch that is not paused is not begun")
        }
        switch self.service.beginWatch(request) {
        case .success(let id):
            self.id = id
            return id
        case .failure(let error):
            self.finish()
            throw RoomClientError(error)
        }
    }

    private func fail(_ error: RoomClientError) throws(RoomClientError) {
        self.finish()
        throw error
    }

    private func finish() {
        self.hasEnded = true
        self.leave()
    }

    private func leave() {
        if let id = self.id { self.service.endWatch(id) }
        self.id = nil
    }
}
