import ArgumentParser
import RoomProtocol

/// How a new node comes into the cluster: as a learner, which then catches up.
struct NewMember {
    let addresses: MemberAddresses
    /// `nil`: the next id that nobody had.
    let id: UInt64?
    /// Where the file is written from which the node is formatted; `nil`: `node-ID.yaml`.
    let file: String?

    /// Makes the node a learner, or finds that it is one, and waits until it has caught up.
    ///
    /// - Returns: its id.
    func join(with session: inout MembershipSession) async throws -> UInt64 {
        let before = try await session.settledStatus()
        let id = try self.chooseID(before, session)
        let file = try JoinFile(
            path: self.file ?? "node-\(id).yaml", node: id, addresses: self.addresses,
            status: before, format: session.session.format)
        // Looked at before anything is changed, and written only when there is a use for it.
        if before.member(id) == nil { try file.checkAbsence() }
        let addresses = self.addresses
        let status = try await session.change([.addLearner(id, at: addresses)]) { status in
            status.member(id)?.isReached(at: addresses) ?? false
        }
        try file.writeIfAbsent()
        if status.member(id)?.answering != true {
            let security = self.addresses.peer.security(of: id, hasTLS: session.session.hasTLS)
            Console.writeError(
                """
                node \(id) is a learner now. On its machine, with \(file.path) and an empty \
                directory:
                  roomd format --data DIR --cluster \(file.path) --node \(id)
                  roomd run --data DIR \(security)
                """)
        }
        let progress = CatchUpProgress(node: id)
        defer { progress.end() }
        _ = try await session.wait(
            for: "node \(id) to catch up", look: { progress.show($0) },
            until: { status in
                guard let member = status.member(id), member.answering, !member.needsSnapshot
                else { return false }
                let behind = status.lastIndex - min(member.matchIndex, status.lastIndex)
                return behind <= Limits.caughtUpEntries
            })
        return id
    }

    /// The member that is meant, if it is one already.
    func known(in status: Roomkeeper_V1_NodeStatusResponse) -> Roomkeeper_V1_MemberStatus? {
        status.members.first {
            $0.isReached(at: self.addresses) && (self.id == nil || self.id == $0.nodeID)
        }
    }

    private func chooseID(
        _ status: Roomkeeper_V1_NodeStatusResponse, _ session: MembershipSession
    ) throws -> UInt64 {
        // A command that was interrupted finds its own learner again.
        if let known = self.known(in: status) { return known.nodeID }
        try session.requireFree(self.addresses, for: self.id, among: status.members)
        return self.id ?? status.freeNodeID
    }
}
