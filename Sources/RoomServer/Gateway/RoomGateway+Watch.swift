package import NIOCore
package import RoomProtocol
import RoomReplica
import Watching

extension RoomGateway {
    /// All watches of this node, of all doors.
    package var watches: WatchHub { self.rooms.watches }

    /// A watch that begins when it is started, on `eventLoop`.
    ///
    /// - Parameter sink: where it is told.
    /// - Throws: why the request is not of the agreed shape.
    package func watch(
        _ request: Roomkeeper_V1_WatchRequest, on eventLoop: any EventLoop, sink: any WatchSink
    ) throws(Roomkeeper_V1_Error) -> WatchSession {
        let plan = try WatchPlan(request, cluster: self.replica.status.identity.cluster)
        return WatchSession(self, plan: plan, eventLoop: eventLoop, sink: sink)
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
