import ArgumentParser
import RoomProtocol

/// A command that changes the members and prints them afterwards.
protocol MembershipCommand: AsyncParsableCommand {
    var membership: MembershipOptions { get }
    var global: GlobalOptions { get }

    /// - Returns: what the leader said last, and the sentence that says what was done.
    func change(
        with session: inout MembershipSession
    ) async throws -> (status: Roomkeeper_V1_NodeStatusResponse, done: String)
}

extension MembershipCommand {
    func run() async throws {
        let (status, done) = try await ClientSession.withClient(global: self.global) { client in
            var session = MembershipSession(
                client, wait: self.membership.wait.duration,
                timeout: self.global.timeout.duration)
            return try await self.change(with: &session)
        }
        switch self.global.output {
        case .json: Console.write(try MembersText(status).rendered(as: .json))
        case .table: Console.write(done)
        }
    }
}
