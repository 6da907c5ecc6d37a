import RoomClient
import RoomProtocol

extension TestCluster {
    /// Runs `body` with a client of the whole cluster, or of one node only.
    nonisolated func withClient<Value: Sendable>(
        of node: UInt64? = nil, _ body: (RoomClient) async throws -> Value
    ) async throws -> Value {
        var options = RoomClientOptions()
        options.tls = self.security?.files(of: "operator")
        var endpoints = (self.nodes + self.spares).map { $0.nativeEndpoint }
        if let node {
            endpoints = [try self.node(node).nativeEndpoint]
            options.preferLeader = false
            options.useLearnedEndpoints = false
        }
        let client = RoomClient(endpoints: endpoints, options: options)
        do {
            let value = try await body(client)
            await client.shutdown()
            return value
        } catch {
            await client.shutdown()
            throw error
        }
    }

    nonisolated func status(of node: UInt64) async throws -> Roomkeeper_V1_NodeStatusResponse {
        let endpoint = try self.node(node).nativeEndpoint
        return try await self.withClient(of: node) { client in
            try await client.nodeStatus(endpoint: endpoint)
        }
    }

    /// The leader of the newest term, once one of `ids` is one.
    nonisolated func leader(among ids: [UInt64] = [1, 2, 3]) async throws -> UInt64 {
        try await Eventually.get("one of \(ids) leads") {
            var leaders: [(term: UInt64, node: UInt64)] = []
            for id in ids {
                let status = try await self.status(of: id)
                if status.role == "leader" {
                    leaders.append((status.term, status.nodeID))
                }
            }
            return leaders.max { $0.term < $1.term }?.node
        }
    }

    /// Waits until every node has applied everything, and returns what each then says of itself.
    ///
    /// Nothing may be written meanwhile. What a node says of itself may be a tick old: whoever has
    /// just written says with `index` how far the nodes must have come.
    nonisolated func converged(
        through index: UInt64 = 0, nodes: [UInt64]? = nil
    ) async throws -> [Roomkeeper_V1_NodeStatusResponse] {
        let ids = nodes ?? self.nodes.map { $0.id }
        return try await Eventually.get("all nodes have applied the same entries") {
            var statuses: [Roomkeeper_V1_NodeStatusResponse] = []
            for id in ids {
                statuses.append(try await self.status(of: id))
            }
            let last = max(statuses.map { $0.lastIndex }.max() ?? 0, index)
            let isEqual = statuses.allSatisfy { $0.appliedIndex == last && $0.ready }
            return isEqual ? statuses : nil
        }
    }

    /// Reads a room at one node.
    nonisolated func room(
        _ id: String, at node: UInt64, level: Roomkeeper_V1_ReadLevel = .linearizable
    ) async throws -> Roomkeeper_V1_GetRoomResponse {
        var request = Roomkeeper_V1_GetRoomRequest()
        request.roomID = id
        request.view = .full
        request.readLevel = level
        return try await self.withClient(of: node) { [request] client in
            try await client.getRoom(request)
        }
    }
}

extension Roomkeeper_V1_MutateResponse {
    /// The index of the log entry that created the room: the second number of its uid.
    var creationIndex: UInt64 {
        get throws {
            guard let index = self.uid.split(separator: "-").last.flatMap({ UInt64($0) }) else {
                throw TestFailure("\(self.uid) is no uid of a room")
            }
            return index
        }
    }
}
