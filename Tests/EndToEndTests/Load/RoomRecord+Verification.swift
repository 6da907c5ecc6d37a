import RoomClient
import RoomProtocol
import SwiftProtobuf

extension RoomRecord {
    /// Every node shows exactly what was acknowledged: nothing is missing, nothing happened twice,
    /// and all nodes are in one state.
    ///
    /// - Parameter others: how many rooms there are that no record tells of.
    /// - Throws: `TestFailure`, which names what differs.
    static func verify(
        _ records: [RoomRecord], on cluster: TestCluster, nodes: [UInt64]? = nil,
        besides others: UInt64 = 0
    ) async throws {
        let nodes = nodes ?? cluster.nodes.map { $0.id }
        let statuses = try await cluster.converged(nodes: nodes)
        guard Set(statuses.map { $0.stateDigest }).count == 1 else {
            throw TestFailure("the nodes' states differ: \(statuses)")
        }
        // A node that has moved is found under the number of its new place.
        for (place, status) in zip(nodes, statuses) {
            // A creation that took effect twice would be a room that no writer knows.
            guard status.rooms == UInt64(records.count) + others else {
                throw TestFailure(
                    "node \(status.nodeID) has \(status.rooms) rooms instead of \(records.count) "
                        + "and \(others) others")
            }
            try await cluster.withClient(of: place) { client in
                for record in records {
                    try await record.verify(at: status.nodeID, client: client)
                }
            }
        }
    }

    /// A node shows what was acknowledged up to some moment: of each room that it has, the first
    /// changes, and nothing else.
    ///
    /// - Parameter others: how many rooms there are that no record tells of.
    /// - Throws: `TestFailure`, which names what differs.
    static func verifyPrefix(
        _ records: [RoomRecord], on cluster: TestCluster, node: UInt64, besides others: UInt64 = 0
    ) async throws {
        let status = try await cluster.converged(nodes: [node])[0]
        var found: UInt64 = 0
        for record in records {
            let answer = try? await cluster.room(record.roomID, at: node, level: .local)
            guard let room = answer?.room else { continue }
            found += 1
            let products = room.products.bag.map { $0.productID }
            // A change adds a product or sets the title, in turn.
            guard record.products.starts(with: products), room.revision <= record.revision,
                UInt64(products.count) == room.revision / 2
            else {
                throw TestFailure(
                    "room \(record.roomID) has revision \(room.revision) and \(products)")
            }
        }
        guard found + others == status.rooms, found > 0 else {
            throw TestFailure(
                "node \(node) has \(status.rooms) rooms, of which \(found) are known "
                    + "besides \(others) others")
        }
    }

    /// Compares with what one node has applied.
    private func verify(at node: UInt64, client: RoomClient) async throws {
        let request = Roomkeeper_V1_GetRoomRequest.with {
            $0.roomID = self.roomID
            $0.view = .full
            $0.readLevel = .local
        }
        let room = try await client.getRoom(request).room
        let place = "room \(self.roomID) at node \(node)"
        guard room.revision == self.revision else {
            throw TestFailure(
                "\(place) has revision \(room.revision) instead of \(self.revision)")
        }
        let products = room.products.bag.map { $0.productID }
        guard products == self.products else {
            throw TestFailure("\(place) has \(products) in its bag instead of \(self.products)")
        }
        guard room.info.title == self.title else {
            throw TestFailure("\(place) is '\(room.info.title)' instead of '\(self.title)'")
        }
    }
}
