/// The first reason for a node to stop; later ones do not matter.
final class NodeEndings: Sendable {
    private let stream: AsyncStream<RoomNode.Ending>
    private let continuation: AsyncStream<RoomNode.Ending>.Continuation

    init() {
        (self.stream, self.continuation) = AsyncStream.makeStream(
            bufferingPolicy: .bufferingOldest(1))
    }

    func end(_ ending: RoomNode.Ending) {
        self.continuation.yield(ending)
    }

    /// Waits for the first ending; `nil` when the task is cancelled before.
    func first() async -> RoomNode.Ending? {
        for await ending in self.stream { return ending }
        return nil
    }
}
