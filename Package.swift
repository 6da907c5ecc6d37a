// swift-tools-version:6.2
import PackageDescription

// Every target of ours is built alike: Swift 6 language mode (from the tools version), warnings are
// errors, and the upcoming features that keep dependencies and existentials visible.
//
// With ROOMKEEPER_PLANTED_DEFECTS in the environment the server has faults that chaos/defects
// chooses from, to show that chaos runs find them. Such a build goes to a folder of its own.
let settings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
    ]
    + (Context.environment["ROOMKEEPER_PLANTED_DEFECTS"] == nil
        ? [] : [.define("PLANTED_DEFECTS")])

let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let nioHTTP2 = Target.Dependency.product(name: "NIOHTTP2", package: "swift-nio-http2")
let nioHPACK = Target.Dependency.product(name: "NIOHPACK", package: "swift-nio-http2")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let serviceLifecycle = Target.Dependency.product(
    name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(
    name: "UnixSignals", package: "swift-service-lifecycle")
let grpcCore = Target.Dependency.product(name: "GRPCCore", package: "grpc-swift-2")
let grpcTransport = Target.Dependency.product(
    name: "GRPCNIOTransportHTTP2", package: "grpc-swift-nio-transport")
let grpcProtobuf = Target.Dependency.product(name: "GRPCProtobuf", package: "grpc-swift-protobuf")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")

let package = Package(
    name: "roomkeeper",
    platforms: [.macOS(.v15)],
    products: [
        // With the messages of the protocol, which its calls take and give.
        .library(name: "RoomClient", targets: ["RoomClient", "RoomProtocol"]),
        // The rooms without a cluster, for the tests of whoever uses RoomClient.
        .library(name: "RoomTestKit", targets: ["RoomTestKit", "RoomClient", "RoomProtocol"]),
        .executable(name: "roomd", targets: ["roomd"]),
        .executable(name: "roomctl", targets: ["roomctl"]),
        .executable(name: "roomsim", targets: ["roomsim"]),
        .executable(name: "roomchaos", targets: ["roomchaos"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-http2.git", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-certificates.git", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1.git", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-protobuf.git", from: "1.39.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections.git", from: "1.6.0"),
        .package(url: "https://github.com/grpc/grpc-swift-2.git", from: "2.4.3"),
        .package(url: "https://github.com/grpc/grpc-swift-nio-transport.git", from: "2.9.2"),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf.git", from: "2.4.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
        .package(
            url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift.git", from: "0.2.0"),
    ],
    targets: [
        // Leaf.
        .systemLibrary(
            name: "CISAL", pkgConfig: "libisal", providers: [.apt(["libisal-dev"])]),
        .target(name: "ByteCoding", dependencies: ["CISAL"], swiftSettings: settings),

        // Deciders: no clock, thread, socket, file, logger or random source.
        .target(name: "Raft", dependencies: ["ByteCoding", deque], swiftSettings: settings),
        .target(name: "RoomState", dependencies: ["ByteCoding"], swiftSettings: settings),
        .target(
            name: "RoomReplica", dependencies: ["Raft", "RoomState", "ByteCoding", deque],
            swiftSettings: settings),

        // Adapters.
        .systemLibrary(
            name: "CRocksDB", pkgConfig: "rocksdb", providers: [.apt(["librocksdb-dev"])]),
        .target(name: "RocksDB", dependencies: ["CRocksDB"], swiftSettings: settings),
        .systemLibrary(name: "CLinux"),
        .target(
            name: "RoomStorage",
            dependencies: [
                "RoomReplica", "Raft", "RoomState", "ByteCoding", "RocksDB", "CLinux",
            ], swiftSettings: settings),
        .target(
            name: "TransportSecurity",
            dependencies: [nioCore, nioSSL, nioTLS, x509, asn1, logging],
            swiftSettings: settings),
        .target(
            name: "PeerTransport",
            dependencies: [
                "Raft", "ByteCoding", "TransportSecurity", nioCore, nioPosix, logging,
            ],
            swiftSettings: settings),
        .target(
            name: "RoomProtocol", dependencies: [protobuf, nioCore],
            exclude: ["Protos"], swiftSettings: settings),

        // Requests, replies and errors of the protocol as the deciders know them.
        .target(
            name: "RoomMapping",
            dependencies: ["RoomProtocol", "RoomReplica", "RoomState", "Raft", protobuf],
            swiftSettings: settings),

        // What a watch tells, decided without clock, thread or socket.
        .target(
            name: "Watching",
            dependencies: [
                "RoomMapping", "RoomProtocol", "RoomReplica", "RoomState", "Raft", "ByteCoding",
                protobuf, deque,
            ], swiftSettings: settings),

        // Shell.
        .target(
            name: "RoomServer",
            dependencies: [
                "ByteCoding", "Raft", "RoomState", "RoomReplica", "RoomStorage", "PeerTransport",
                "RoomMapping", "RoomProtocol", "TransportSecurity", "Watching", nioCore, nioPosix,
                protobuf, logging, yams, hummingbird, hummingbirdCore, serviceLifecycle,
            ], swiftSettings: settings),
        .target(
            name: "RoomGRPC",
            dependencies: [
                "RoomMapping", "RoomProtocol", "RoomServer", "RoomState", "TransportSecurity",
                "Watching", protobuf, nioCore, nioHTTP2, nioHPACK, grpcCore, grpcTransport,
                grpcProtobuf, serviceLifecycle, logging,
            ], swiftSettings: settings),
        .target(
            name: "RoomClient",
            dependencies: [
                "RoomProtocol", "TransportSecurity", nioCore, nioPosix, protobuf, logging,
            ],
            swiftSettings: settings),

        .target(
            name: "RoomTestKit",
            dependencies: [
                "RoomClient", "RoomMapping", "RoomProtocol", "RoomReplica", "RoomState", "Raft",
                "Watching", "ByteCoding", protobuf,
            ], swiftSettings: settings),

        // The deciders in a simulated world; no NIO, no RocksDB, so that it builds in seconds.
        .target(
            name: "Simulation",
            dependencies: ["RoomReplica", "Raft", "RoomState", "ByteCoding", deque],
            swiftSettings: settings),

        // What clients saw, judged: histories, models, the search for an order.
        .target(name: "Linearizability", swiftSettings: settings),

        // Real processes, hurt on purpose; its sources lie with the scenarios and the shim.
        .target(
            name: "ChaosHarness",
            dependencies: [
                "Linearizability", "RoomClient", "RoomProtocol", "CLinux", nioCore, nioPosix,
                protobuf, deque, yams, unixSignals,
            ],
            path: "chaos/Harness", swiftSettings: settings),

        // Executables: argument parsing and wiring only.
        .executableTarget(
            name: "roomsim",
            dependencies: ["Simulation", "RoomReplica", "Raft", "ByteCoding", argumentParser],
            swiftSettings: settings),
        .executableTarget(
            name: "roomchaos",
            dependencies: ["ChaosHarness", "Linearizability", argumentParser],
            swiftSettings: settings),
        .executableTarget(
            name: "roomd",
            dependencies: [
                "RoomServer", "RoomGRPC", "ByteCoding", argumentParser, serviceLifecycle,
                unixSignals, logging,
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "roomctl",
            dependencies: [
                "RoomClient", "RoomProtocol", "RoomStorage", "RoomReplica", "RoomState", "Raft",
                "ByteCoding", "Linearizability", argumentParser, histogram, nioCore, nioPosix,
                protobuf, yams,
            ],
            swiftSettings: settings),

        // What the tests of the gRPC door and those of whole clusters share.
        .target(
            name: "GRPCCalls",
            dependencies: ["RoomProtocol", protobuf, grpcCore, grpcTransport, grpcProtobuf],
            path: "Tests/GRPCCalls", swiftSettings: settings),

        // Numbers for tests that draw their cases.
        .target(
            name: "SeededRandomness", path: "Tests/SeededRandomness", swiftSettings: settings),

        // An authority for tests: certificates are made when a test runs, never kept.
        .target(
            name: "TestCertificates", dependencies: [x509, asn1, crypto],
            path: "Tests/TestCertificates", swiftSettings: settings),

        // A state database without a disk.
        .target(
            name: "MemoryState", dependencies: ["RoomReplica", "RoomState"],
            path: "Tests/MemoryState", swiftSettings: settings),

        // Native doors that do what a test tells them to.
        .target(
            name: "ScriptedNodes", dependencies: ["RoomProtocol", nioCore, nioPosix, protobuf],
            path: "Tests/ScriptedNodes", swiftSettings: settings),

        // Operations of the hot pieces, to be counted; Tests/MicroBenchmarks/run does that.
        .executableTarget(
            name: "MicroBenchmarks",
            dependencies: [
                "MemoryState", "RoomServer", "RoomStorage", "RoomProtocol", "PeerTransport",
                "RoomReplica", "Raft", "RoomState", "ByteCoding", nioCore, nioEmbedded, protobuf,
                logging,
            ],
            path: "Tests/MicroBenchmarks", exclude: ["run", "thresholds.txt"],
            swiftSettings: settings),

        .testTarget(
            name: "TransportSecurityTests",
            dependencies: [
                "TransportSecurity", "TestCertificates", nioCore, nioPosix, nioEmbedded, nioSSL,
                logging,
            ], swiftSettings: settings),
        .testTarget(
            name: "ByteCodingTests", dependencies: ["SeededRandomness", "ByteCoding"],
            swiftSettings: settings),
        .testTarget(
            name: "SimulationTests",
            dependencies: ["Simulation", "RoomReplica", "Raft", "ByteCoding"],
            exclude: ["Seeds"], swiftSettings: settings),
        .testTarget(
            name: "RaftTests", dependencies: ["Raft", "ByteCoding"], exclude: ["Scripts"],
            swiftSettings: settings),
        .testTarget(
            name: "RoomStateTests",
            dependencies: ["SeededRandomness", "MemoryState", "RoomState", "ByteCoding"],
            swiftSettings: settings),
        .testTarget(
            name: "RoomReplicaTests",
            dependencies: ["MemoryState", "RoomReplica", "Raft", "RoomState", "ByteCoding"],
            swiftSettings: settings),
        .testTarget(
            name: "LinearizabilityTests", dependencies: ["SeededRandomness", "Linearizability"],
            exclude: ["Histories"], swiftSettings: settings),
        .testTarget(name: "RocksDBTests", dependencies: ["RocksDB"], swiftSettings: settings),
        .testTarget(
            name: "RoomStorageTests",
            dependencies: [
                "SeededRandomness",
                "RoomStorage", "RoomReplica", "Raft", "RoomState", "ByteCoding", "RocksDB",
            ], exclude: ["Formats"], swiftSettings: settings),
        .testTarget(
            name: "PeerTransportTests",
            dependencies: [
                "SeededRandomness",
                "PeerTransport", "Raft", "ByteCoding", "TransportSecurity", "TestCertificates",
                nioCore, nioPosix, nioEmbedded, logging,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "RoomProtocolTests",
            dependencies: ["SeededRandomness", "RoomProtocol", protobuf, nioCore, nioEmbedded],
            swiftSettings: settings),
        .testTarget(
            name: "RoomClientTests",
            dependencies: [
                "RoomClient", "RoomProtocol", "ScriptedNodes", nioCore, nioPosix, protobuf,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "RoomTestKitTests",
            dependencies: ["RoomTestKit", "RoomClient", "RoomProtocol", protobuf],
            swiftSettings: settings),
        .testTarget(
            name: "RoomServerTests",
            dependencies: [
                "SeededRandomness", "MemoryState",
                "RoomServer", "RoomGRPC", "RoomMapping", "RoomProtocol", "RoomState", "RoomReplica",
                "Watching", "RoomStorage", "Raft", "PeerTransport", "ByteCoding", "GRPCCalls",
                "TransportSecurity", "TestCertificates", protobuf, nioCore, nioPosix, nioEmbedded,
                nioSSL, nioHTTP2, grpcCore, grpcTransport, serviceLifecycle, logging,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "ChaosHarness",
                "RoomClient", "RoomProtocol", "Raft", "GRPCCalls", "ScriptedNodes",
                "TestCertificates", protobuf, grpcCore, grpcTransport, grpcProtobuf,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ChaosHarnessTests",
            dependencies: [
                "ChaosHarness", "Linearizability", "RoomClient", "RoomProtocol", nioCore, nioPosix,
                nioEmbedded,
            ],
            swiftSettings: settings),
        .testTarget(name: "TidyTests", swiftSettings: settings),
    ]
)
