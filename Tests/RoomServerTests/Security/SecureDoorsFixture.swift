import Foundation
import GRPCCalls
import GRPCCore
import GRPCNIOTransportHTTP2
import Logging
import NIOPosix
import NIOSSL
import RoomGRPC
import RoomServer
import ServiceLifecycle
import TestCertificates
import Testing
import TransportSecurity

/// The three doors of a node with TLS, before one gateway over a fake replica.
struct SecureDoorsFixture {
    static let cluster = "00112233aabbccdd"

    let directory: URL
    let authority: TestAuthority
    let refusals: TLSRefusals
    let native: NativeDoorFixture
    let httpPort: Int
    let grpcPort: Int

    var replica: FakeReplica { self.native.replica }

    /// Opens the doors for `body`.
    static func run(_ body: (SecureDoorsFixture) async throws -> Void) async throws {
        try await TestDirectory.run { directory in
            let authority = try TestAuthority(in: directory)
            try authority.issue("node", uris: ["roomkeeper://any/peer/7"])
            let logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
            let refusals = TLSRefusals(logger: logger)
            let credentials = try TLSCredentials(
                Self.files("node", in: directory), own: TLSPolicy(roles: [.peer]))
            let acceptor = { (port: TLSAcceptor.Port) in
                TLSAcceptor(
                    port, credentials: credentials,
                    policy: TLSPolicy(roles: Access.anyRole, cluster: Self.cluster),
                    refusals: refusals)
            }
            let native = try await NativeDoorFixture { $0.security = acceptor(.native) }
            try await native.run { native in
                var options = HTTPDoor.Options(address: Endpoint(host: "127.0.0.1", port: 0))
                options.security = acceptor(.http)
                let http = HTTPDoor(
                    handler: HTTPHandler(gateway: native.gateway.gateway) { "m 1\n" },
                    group: MultiThreadedEventLoopGroup.singleton, options: options, logger: logger)
                let socket = try ListeningSocket(
                    door: "grpc", at: Endpoint(host: "127.0.0.1", port: 0))
                let grpc = ServiceGroup(
                    services: [
                        GRPCDoor(
                            DoorContext(
                                gateway: native.gateway.gateway, socket: socket,
                                eventLoopGroup: .singleton, logger: logger,
                                security: acceptor(.grpc)))
                    ], logger: logger)
                let serving = Task { try? await grpc.run() }
                defer { serving.cancel() }
                let port = try await http.start { Issue.record("\($0)") }.port
                let doors = SecureDoorsFixture(
                    directory: directory, authority: authority, refusals: refusals, native: native,
                    httpPort: port, grpcPort: socket.endpoint.port)
                do {
                    try await body(doors)
                } catch {
                    await http.stop(within: .zero)
                    throw error
                }
                await http.stop(within: .zero)
            }
        }
    }

    static func files(_ name: String, in directory: URL) -> TLSFiles {
        TLSFiles(
            certificate: directory.appendingPathComponent("\(name).crt").path,
            key: directory.appendingPathComponent("\(name).key").path,
            authorities: directory.appendingPathComponent("ca.crt").path)
    }

    /// A client that shows the certificate `name`, whatever it says; without one, none.
    func context(_ name: String?) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .noHostnameVerification
        configuration.trustRoots = .file(self.authority.file)
        if let name {
            let files = Self.files(name, in: self.directory)
            configuration.certificateChain = try NIOSSLCertificate.fromPEMFile(files.certificate)
                .map { .certificate($0) }
            configuration.privateKey = .privateKey(
                try NIOSSLPrivateKey(file: files.key, format: .pem))
        }
        return try NIOSSLContext(configuration: configuration)
    }

    /// Calls of gRPC with the certificate `name`.
    func withGRPC<Value: Sendable>(
        _ name: String, _ body: (RoomServiceCalls) async throws -> Value
    ) async throws -> Value {
        let files = Self.files(name, in: self.directory)
        let transport = try HTTP2ClientTransport.Posix(
            target: .ipv4(address: "127.0.0.1", port: self.grpcPort),
            transportSecurity: .mTLS(
                certificateChain: [.file(path: files.certificate, format: .pem)],
                privateKey: .file(path: files.key, format: .pem)
            ) {
                $0.trustRoots = .certificates([.file(path: files.authorities, format: .pem)])
                $0.serverCertificateVerification = .noHostnameVerification
            })
        return try await withGRPCClient(transport: transport) { client in
            try await body(RoomServiceCalls(client: client))
        }
    }
}
