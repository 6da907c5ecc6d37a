import RoomClient
import RoomProtocol
import SwiftProtobuf
import Testing

extension RoomRecord {
    /// Every node shows exactly what was acknowledged: nothing is missing, nothing happened twice,
    /// and all nodes are in one state.
    static func verify(_ records: [RoomRecord], on cluster: TestCluster) async throws {
        let statuses = try await cluster.converged()
        try #require(Set(statuses.map { $0.stateDigest }).count == 1, "\(statuses)")
        try #require(Set(statuses.map { $0.appliedIndex }).count == 1, "\(statuses)")
        for status in statuses {
            // A creation that took effect twice would be a room that no writer knows.
            try #require(status.rooms == UInt64(records.count))
            try await cluster.withClient(of: status.nodeID) { client in
                for record in records {
                    var request = Roomkeeper_V1_GetRoomRequest()
                    request.roomID = record.roomID
                    request.view = .full
                    request.readLevel = .local
                    let room = try await client.getRoom(request).room
                    try #require(room.revision == record.revision, "room \(record.roomID)")
                    try #require(room.products.bag.map { $0.productID } == record.products)
                    try #require(room.info.title == record.title)
                }
            }
        }
    }
}
