public import RoomProtocol

/// The answers of a watch, which goes on by itself when a node or a connection is lost.
///
/// It begins with the first call of `next`. A lost connection, a node that stops or falls behind,
/// and a reader that was too slow (`SLOW_CONSUMER`) are made good by resuming with the last token,
/// at another node if need be: nothing is left out and nothing is told twice. The iteration ends
/// without an error when its task is cancelled, and throws what cannot be made good:
///
/// - `OUT_OF_RANGE`: what happened meanwhile is not kept any more; for a filter, at none of the
///   nodes that were asked. Watch again from a snapshot.
/// - `INVALID_FIELD` and other refusals of the request.
/// - the last error, when no node served the watch for `RoomClientOptions.watchPatience`.
///
/// A reader may take its time: at most a thousand answers wait for it, then the watch pauses at the
/// server and resumes when they are read.
///
/// ```swift
/// for try await answer in client.watch(request) {
///     switch answer.update {
///     case .snapshot(let snapshot): show(snapshot.room)
///     case .change(let change): apply(change.change.events)
///     case .gone, .leftFilter, .progress, nil: break
///     }
/// }
/// ```
public struct RoomWatch: AsyncSequence, Sendable {
    public typealias Element = Roomkeeper_V1_WatchResponse
    public typealias Failure = RoomClientError

    private let begin: @Sendable () -> any RoomWatchReading

    /// - Parameter begin: called for each iteration.
    package init(_ begin: @escaping @Sendable () -> any RoomWatchReading) {
        self.begin = begin
    }

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(self.begin())
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        private let reader: any RoomWatchReading

        init(_ reader: any RoomWatchReading) {
            self.reader = reader
        }

        /// The next answer; nil when the task is cancelled.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(RoomClientError) -> Roomkeeper_V1_WatchResponse? {
            try await self.reader.next(isolation: actor)
        }

        public mutating func next() async throws(RoomClientError) -> Roomkeeper_V1_WatchResponse? {
            try await self.reader.next(isolation: #isolation)
        }
    }
}

extension RoomClient {
    /// Follows rooms: first what they are, then every change, without a gap between the two.
    ///
    /// Any node serves it. See `RoomWatch` for what becomes of errors.
    ///
    /// - Parameter request: rooms or a filter, and where to begin. A `resume_token` out of an
    ///   earlier answer goes on behind it, also in another process.
    public func watch(_ request: Roomkeeper_V1_WatchRequest) -> RoomWatch {
        RoomWatch { RoomWatchReader(client: self, request: request) }
    }
}
