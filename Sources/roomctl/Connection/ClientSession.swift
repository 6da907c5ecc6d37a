import RoomClient
import RoomProtocol

/// A client for the length of one command, and the format in which its errors are shown.
struct ClientSession: Sendable {
    let client: RoomClient
    let format: OutputFormat
    /// The command's own certificate; `nil` in plaintext.
    let certificate: ClientCertificate?
    /// For how long one call may wait.
    private let timeout: Duration

    init(client: RoomClient, global: GlobalOptions) throws {
        self.client = client
        self.format = global.output
        self.certificate = try Self.certificate(of: global)
        self.timeout = global.timeout.duration
    }

    /// Runs `body` with a client, and shuts the client down whatever happens.
    ///
    /// - Parameters:
    ///   - node: the one node to ask; every endpoint of `global` serves when it names none.
    ///   - body: what to do with the client.
    /// - Throws: `CommandFailure`, or what `body` throws.
    static func withClient<Result: Sendable>(
        global: GlobalOptions, node: NodeOptions? = nil,
        body: (ClientSession) async throws -> Result
    ) async throws -> Result {
        let pinned = try await Self.pinnedEndpoint(global: global, node: node)
        let endpoints =
            if let pinned { [pinned] } else { try await Self.endpoints(global: global) }
        let session = try ClientSession(
            client: RoomClient(
                endpoints: endpoints,
                options: try Self.options(global: global, isPinned: pinned != nil)),
            global: global)
        do {
            let result = try await body(session)
            await session.client.shutdown()
            return result
        } catch {
            await session.client.shutdown()
            throw error
        }
    }

    /// Whether the cluster is spoken to with TLS.
    var hasTLS: Bool { self.certificate != nil }

    /// Files of TLS that are no good are told here, once, and not for each node.
    private static func certificate(of global: GlobalOptions) throws -> ClientCertificate? {
        let files = try global.tls.files()
        do throws(RoomClientError) {
            return try files?.certificate()
        } catch {
            throw CommandFailure(error, format: global.output)
        }
    }

    /// Where nodes are reached, with names looked up.
    ///
    /// - Throws: `CommandFailure` when a name has no address.
    static func endpoints(global: GlobalOptions) async throws -> [String] {
        let seeds = try global.endpoints()
        do throws(RoomClientError) {
            return try await RoomClient.endpoints(resolving: seeds)
        } catch {
            throw CommandFailure(error, format: global.output)
        }
    }

    static func options(global: GlobalOptions, isPinned: Bool) throws -> RoomClientOptions {
        var options = RoomClientOptions()
        options.tls = try global.tls.files()
        options.timeout = global.timeout.duration
        options.userAgent = Version.userAgent
        // A node that was named must answer itself; it forwards what only the leader can do.
        options.preferLeader = !isPinned
        options.useLearnedEndpoints = !isPinned
        return options
    }

    /// Makes a change in such a way that it can be repeated when no answer comes.
    ///
    /// - Throws: `CommandFailure` when the change was rejected or its outcome is unknown.
    func mutateRepeatably(
        _ request: Roomkeeper_V1_MutateRequest
    ) async throws -> Roomkeeper_V1_MutateResponse {
        // A dry run is not remembered, so it has nothing to be repeated under.
        if request.validateOnly { return try await self.mutateOrFail(request) }
        var request = request
        let identity = await RequestIdentity.identity(for: request, client: self.client)
        if let identity {
            request.requestID = identity.requestID
            request.notAfter = identity.notAfter
        }
        return try await self.mutateOrFail(request, identity: identity)
    }

    /// - Throws: `CommandFailure` when the change was rejected or its outcome is unknown.
    func mutateOrFail(
        _ request: Roomkeeper_V1_MutateRequest, identity: RequestIdentity? = nil
    ) async throws -> Roomkeeper_V1_MutateResponse {
        let notice = WaitNotice(for: "an answer of the cluster", atMost: self.timeout)
        defer { notice.end() }
        switch await self.client.mutate(request) {
        case .ok(let response):
            return response
        case .rejected(let error), .unknown(let error):
            throw CommandFailure(error, format: self.format, identity: identity)
        }
    }

    /// For what is an operator's to do although no node has to be asked to do it.
    ///
    /// - Throws: `CommandFailure` when the command's certificate has another role.
    func requireOperator() throws {
        guard let certificate = self.certificate, !certificate.isOperator else { return }
        throw CommandFailure(
            status: .failed,
            report: ErrorReport(
                reason: "PERMISSION_DENIED",
                message:
                    "a certificate with the role \(certificate.role) may not prepare a node to "
                    + "be stopped; use one with the role operator",
                outcome: WireWord.name(.notApplied)),
            format: self.format)
    }

    /// Asks the cluster, and turns what the client throws into what is printed.
    ///
    /// - Throws: `CommandFailure` when there is no answer or a refusal.
    func ask<Response: Sendable>(
        _ call: (RoomClient) async throws(RoomClientError) -> Response
    ) async throws -> Response {
        let notice = WaitNotice(for: "an answer of the cluster", atMost: self.timeout)
        defer { notice.end() }
        do {
            return try await call(self.client)
        } catch {
            throw CommandFailure(error, format: self.format)
        }
    }

    /// The endpoint of the node that was named; `nil` when none was.
    static func pinnedEndpoint(
        global: GlobalOptions, node: NodeOptions?
    ) async throws -> String? {
        if let endpoint = node?.endpoint { return endpoint }
        guard let id = node?.node else { return nil }
        return try await Self.withClient(global: global) { session in
            try await session.nativeEndpoint(of: id)
        }
    }

    /// The endpoint of a node, as the first node that answers knows it.
    private func nativeEndpoint(of id: UInt64) async throws -> String {
        var lastFailure: CommandFailure?
        for endpoint in self.client.endpoints {
            do {
                let status = try await self.client.nodeStatus(endpoint: endpoint)
                guard let member = status.members.first(where: { $0.nodeID == id }) else {
                    let known = status.members.map { String($0.nodeID) }.joined(separator: ", ")
                    throw CommandFailure(
                        status: .failed,
                        report: ErrorReport(
                            reason: "NODE_NOT_FOUND",
                            message: "No member of the cluster has the id \(id); "
                                + "its members are \(known).",
                            outcome: WireWord.name(.notApplied)),
                        format: self.format)
                }
                return member.nativeEndpoint
            } catch let error as RoomClientError {
                lastFailure = CommandFailure(error, format: self.format)
            }
        }
        throw lastFailure
            ?? CommandFailure(
                status: .unavailable,
                report: ErrorReport(
                    reason: "UNAVAILABLE", message: "No endpoint was given.",
                    outcome: WireWord.name(.notApplied)),
                format: self.format)
    }
}
