import NIOCore
import RoomMapping
package import RoomProtocol
import RoomReplica
package import Watching

/// A watch for doors whose libraries are asynchronous (gRPC, HTTP): the reader asks for updates,
/// and while it does not, the watch gathers or conflates.
package final class AsyncWatch: Sendable {
    /// The reason of the error that a watch ends with when its reader cancels it.
    static let cancelledReason = "CANCELLED"

    package typealias Taken = Result<[WatchUpdate], Roomkeeper_V1_Error>

    private let eventLoop: any EventLoop
    private let reader: NIOLoopBoundBox<Reader>

    /// The part that lives on the event loop.
    private final class Reader: WatchSink {
        var session: WatchSession?
        private var waiting: CheckedContinuation<Taken, Never>?
        private var gathered: [WatchUpdate] = []
        private var error: Roomkeeper_V1_Error?

        var isReady: Bool {
            self.waiting != nil && self.gathered.count < WatchLimits.updatesPerTurn
        }

        func tell(_ update: WatchUpdate) {
            self.gathered.append(update)
        }

        func flush() {
            if !self.gathered.isEmpty {
                self.resume(.success(self.gathered))
            } else if let error = self.error {
                self.resume(.failure(error))
            }
        }

        func ended(_ error: Roomkeeper_V1_Error) {
            self.error = error
            self.session = nil
            self.flush()
        }

        func wait(_ continuation: CheckedContinuation<Taken, Never>) {
            self.waiting = continuation
            self.session?.pump()
            self.flush()
        }

        func cancel() {
            self.session?.cancel()
            self.ended(.watchCancelled())
        }

        func fail(_ error: Roomkeeper_V1_Error) {
            self.session?.fail(error)
        }

        private func resume(_ taken: Taken) {
            guard let waiting = self.waiting else { return }
            self.waiting = nil
            self.gathered = []
            waiting.resume(returning: taken)
        }
    }

    private init(eventLoop: any EventLoop, reader: NIOLoopBoundBox<Reader>) {
        self.eventLoop = eventLoop
        self.reader = reader
    }

    /// Begins a watch on a loop of the caller's choice.
    ///
    /// - Throws: why the request is not of the agreed shape.
    static func begin(
        _ request: Roomkeeper_V1_WatchRequest, _ gateway: RoomGateway, on eventLoop: any EventLoop
    ) async throws(Roomkeeper_V1_Error) -> AsyncWatch {
        // Judged twice, here so that it can be refused before the first answer.
        _ = try WatchPlan(request, cluster: gateway.replica.status.identity.cluster)
        let reader = NIOLoopBoundBox.makeBoxSendingValue(Reader(), eventLoop: eventLoop)
        let watch = AsyncWatch(eventLoop: eventLoop, reader: reader)
        eventLoop.execute {
            let sink = reader.value
            do throws(Roomkeeper_V1_Error) {
                let session = try gateway.watch(request, on: eventLoop, sink: sink)
                sink.session = session
                session.start()
            } catch {
                sink.ended(error)
            }
        }
        return watch
    }

    /// The next updates, or why there are no more.
    ///
    /// For one reader; when its task is cancelled, so is the watch.
    package func next() async -> Taken {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                self.eventLoop.execute { self.reader.value.wait(continuation) }
            }
        } onCancel: {
            self.cancel()
        }
    }

    /// Ends the watch.
    package func cancel() {
        self.eventLoop.execute { self.reader.value.cancel() }
    }

    /// Ends the watch with an error; the reader, if there still is one, is told where to go on.
    package func fail(_ error: Roomkeeper_V1_Error) {
        self.eventLoop.execute { self.reader.value.fail(error) }
    }
}

extension Roomkeeper_V1_Error {
    /// Nobody hears it: the reader is gone.
    fileprivate static func watchCancelled() -> Roomkeeper_V1_Error {
        Roomkeeper_V1_Error(
            reason: AsyncWatch.cancelledReason, message: "the watch was cancelled by its reader",
            status: .unknown)
    }
}
