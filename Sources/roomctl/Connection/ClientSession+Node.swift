import RoomClient

extension ClientSession {
    /// Runs `body` with a client of the one node at `endpoint`, for calls that may take as long as
    /// the command's timeout, and shuts the client down whatever happens.
    static func withNode<Result: Sendable>(
        _ endpoint: String, global: GlobalOptions,
        body: (ClientSession) async throws -> Result
    ) async throws -> Result {
        var options = try Self.options(global: global, isPinned: true)
        options.attemptTimeout = min(options.timeout, Limits.patientAttempt)
        let session = try ClientSession(
            client: RoomClient(endpoints: [endpoint], options: options), global: global)
        do {
            let result = try await body(session)
            await session.client.shutdown()
            return result
        } catch {
            await session.client.shutdown()
            throw error
        }
    }
}
