import GRPCCore
import RoomClient
import RoomProtocol
import SwiftProtobuf
import Synchronization
import Testing

extension EndToEnd {
    /// A watch over gRPC, by a client that resumes by itself as one of another language would.
    @Suite struct GRPCWatchTests {
        @Test(.timeLimit(.minutes(2)))
        func aWatchGoesOnAtAnotherNodeWithItsToken() async throws {
            // The node that tells is killed; its token is brought to the next one, which may lag.
            try await TestCluster.run { cluster in
                var writer = TitleWriter(endpoints: cluster.nodes.map(\.nativeEndpoint))
                try await writer.create()
                try await writer.write(3)
                let told = Mutex((revision: UInt64(0), token: ""))
                let room = writer.room
                let newest = writer.revision
                try await GRPCNode.with(cluster.nodes[0]) { door in
                    try await door.watch(.with { $0.roomIds = [room] }) { answer in
                        #expect(answer.nodeID == 1)
                        told.withLock {
                            $0 = (answer.snapshot.room.revision, answer.resumeToken)
                        }
                        return true
                    }
                }
                try #require(told.withLock { $0.revision } == newest)
                await cluster.kill([1])
                try await writer.write(20)
                let last = writer.revision
                try await GRPCNode.with(cluster.nodes[1]) { door in
                    let request = Roomkeeper_V1_WatchRequest.with { request in
                        request.roomIds = [room]
                        request.resumeToken = told.withLock { $0.token }
                    }
                    try await door.watch(request) { answer in
                        #expect(answer.nodeID == 2)
                        return told.withLock { told in
                            #expect(answer.change.prevRevision == told.revision)
                            told.revision = answer.change.change.revision
                            return told.revision == last
                        }
                    }
                }
                #expect(told.withLock { $0.revision } == last)
                await writer.client.shutdown()
            }
        }
    }
}
