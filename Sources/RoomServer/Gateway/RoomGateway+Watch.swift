package import NIOCore
package import RoomProtocol
import RoomReplica
import Watching

extension RoomGateway {
    /// All watches of this node, of all doors.
    package var watches: WatchHub { self.rooms.watches }

    /// A watch that begins when it is started, on `eventLoop`.
    ///
    /// - Parameters:
    ///   - sink: where it is told.
    ///   - holdings: of the connection that it shares with others.
    /// - Throws: why the request is not of the agreed shape.
    package func watch(
        _ request: Roomkeeper_V1_WatchRequest, on eventLoop: any EventLoop, sink: any WatchSink,
        holdings: WatchHoldings? = nil
    ) throws(Roomkeeper_V1_Error) -> WatchSession {
        let plan = try WatchPlan(request, cluster: self.replica.status.identity.cluster)
        return WatchSession(
            self, plan: plan, eventLoop: eventLoop, sink: sink, holdings: holdings)
    }
}

extension RoomGateway {
    /// The same for doors whose libraries are asynchronous.
    ///
    /// - Throws: why the request is not of the agreed shape.
    package func watch(
        _ request: Roomkeeper_V1_WatchRequest, on eventLoop: any EventLoop
    ) async throws(Roomkeeper_V1_Error) -> AsyncWatch {
        try await AsyncWatch.begin(request, self, on: eventLoop)
    }
}
