import RoomClient
import RoomProtocol

/// Asks every node of a cluster for its status, all at once.
enum ClusterSurvey {
    private struct Answer: Sendable {
        let endpoint: String
        let status: Result<Roomkeeper_V1_NodeStatusResponse, RoomClientError>
    }

    /// The members, sorted by id; those that nobody could name come last.
    ///
    /// 1) Ask the endpoints that the client was given.
    /// 2) Ask the members that the answers name and that were not asked yet.
    /// 3) One report for each member, and one for each endpoint that belongs to none.
    static func members(asking client: RoomClient) async -> [MemberReport] {
        let first = await Self.answers(from: Set(client.endpoints), client: client)
        let asked = Set(first.map { $0.endpoint })
        let named = Set(Self.knownMembers(first).values.map { $0.nativeEndpoint })
        let second = await Self.answers(from: named.subtracting(asked), client: client)
        return Self.reports(first + second)
    }

    /// The same, for whoever needs at least one answer.
    ///
    /// - Throws: `CommandFailure` when there is none and it is a matter of certificates, so that
    ///   there will be none as long as the files are what they are.
    static func members(of session: ClientSession) async throws -> [MemberReport] {
        let members = await Self.members(asking: session.client)
        let failure = members.lazy.compactMap(\.failure).first { $0.isOfSecurity }
        guard let failure, !members.contains(where: { $0.reachable }) else { return members }
        throw CommandFailure(failure, format: session.format)
    }

    private static func answers(
        from endpoints: Set<String>, client: RoomClient
    ) async -> [Answer] {
        await withTaskGroup(of: Answer.self) { group in
            for endpoint in endpoints {
                group.addTask {
                    do throws(RoomClientError) {
                        let status = try await client.nodeStatus(endpoint: endpoint)
                        return Answer(endpoint: endpoint, status: .success(status))
                    } catch {
                        return Answer(endpoint: endpoint, status: .failure(error))
                    }
                }
            }
            var answers: [Answer] = []
            for await answer in group {
                answers.append(answer)
            }
            return answers.sorted { $0.endpoint < $1.endpoint }
        }
    }

    /// The members by id, as the node that has applied most knows them.
    private static func knownMembers(
        _ answers: [Answer]
    ) -> [UInt64: Roomkeeper_V1_MemberStatus] {
        let statuses = answers.compactMap { try? $0.status.get() }
        let newest = statuses.max { $0.appliedIndex < $1.appliedIndex }
        var members: [UInt64: Roomkeeper_V1_MemberStatus] = [:]
        for member in newest?.members ?? [] {
            members[member.nodeID] = member
        }
        return members
    }

    private static func reports(_ answers: [Answer]) -> [MemberReport] {
        let members = Self.knownMembers(answers)
        let owners = Dictionary(
            members.values.map { ($0.nativeEndpoint, $0.nodeID) },
            uniquingKeysWith: { first, _ in first })
        var reports: [UInt64: MemberReport] = [:]
        var strangers: [MemberReport] = []
        for answer in answers {
            switch answer.status {
            case .success(let status):
                let endpoint = members[status.nodeID]?.nativeEndpoint ?? answer.endpoint
                reports[status.nodeID] = MemberReport(status, endpoint: endpoint)
            case .failure(let error):
                let owner = owners[answer.endpoint]
                let report = MemberReport(
                    unreachable: answer.endpoint, nodeID: owner, failure: error)
                if let owner {
                    // An answer under another name of the same node says more than this failure.
                    reports[owner] = reports[owner] ?? report
                } else {
                    strangers.append(report)
                }
            }
        }
        return reports.values.sorted { ($0.nodeId ?? 0) < ($1.nodeId ?? 0) } + strangers
    }
}
