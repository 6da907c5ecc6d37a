import RoomProtocol

/// Creates the rooms of a bench, some at a time.
struct BenchRooms: Sendable {
    /// How many creations are under way at once.
    private static let concurrency = 128

    let session: ClientSession
    let ownerID: String
    /// Bytes of each room's description.
    let roomBytes: Int

    /// - Throws: `CommandFailure` when a room could not be created.
    func create(count: Int) async throws -> [String] {
        try await withThrowingTaskGroup(of: [String].self) { group in
            for worker in 0..<min(Self.concurrency, count) {
                group.addTask {
                    var roomIDs: [String] = []
                    for number in stride(from: worker, to: count, by: Self.concurrency) {
                        roomIDs.append(try await self.createRoom(number: number))
                    }
                    return roomIDs
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    private func createRoom(number: Int) async throws -> String {
        var create = Roomkeeper_V1_Create()
        create.ownerID = self.ownerID
        create.info.title = "bench room \(number)"
        create.info.description_p = String(repeating: "d", count: self.roomBytes)
        var operation = Roomkeeper_V1_Operation()
        operation.op = .create(create)
        var request = Roomkeeper_V1_MutateRequest()
        request.operations = [operation]
        return try await self.session.mutateOrFail(request).roomID
    }
}
