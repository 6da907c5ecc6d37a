/// Which module may import which: the table of docs/architecture.md, executable.
enum ImportRule {
    /// Modules that come with Swift and name a system; deciders take none of them.
    private static let system: Set<String> = [
        "Glibc", "Darwin", "Musl", "Synchronization", "Dispatch",
    ]

    static let table: [String: Set<String>] = [
        "ByteCoding": ["CISAL", "Synchronization"],
        "Raft": ["ByteCoding", "DequeModule"],
        "RoomState": ["ByteCoding"],
        "RoomReplica": ["ByteCoding", "DequeModule", "Raft", "RoomState"],
        "Simulation": [
            "ByteCoding", "DequeModule", "Raft", "RoomState", "RoomReplica", "Foundation",
            "Synchronization",
        ],
        "Linearizability": ["Foundation"],
        "roomsim": Self.system.union([
            "Simulation", "RoomReplica", "Raft", "ByteCoding", "ArgumentParser", "Foundation",
        ]),
        "RocksDB": Self.system.union(["CRocksDB"]),
        "RoomStorage": Self.system.union([
            "ByteCoding", "Raft", "RoomState", "RoomReplica", "RocksDB", "CLinux",
        ]),
        "TransportSecurity": Self.system.union([
            "NIOCore", "NIOSSL", "NIOTLS", "X509", "SwiftASN1", "Logging",
        ]),
        "PeerTransport": Self.system.union([
            "ByteCoding", "Raft", "TransportSecurity", "NIOCore", "NIOPosix", "Logging",
        ]),
        "RoomProtocol": ["SwiftProtobuf", "NIOCore", "Foundation"],
        "RoomMapping": [
            "RoomProtocol", "RoomReplica", "RoomState", "Raft", "SwiftProtobuf",
            "Synchronization",
        ],
        "Watching": [
            "RoomMapping", "RoomProtocol", "RoomReplica", "RoomState", "Raft", "ByteCoding",
            "SwiftProtobuf", "DequeModule", "Synchronization",
        ],
        "RoomServer": Self.system.union([
            "ByteCoding", "Raft", "RoomState", "RoomReplica", "RoomStorage", "PeerTransport",
            "RoomMapping", "RoomProtocol", "TransportSecurity", "Watching", "NIOCore", "NIOPosix",
            "SwiftProtobuf", "Logging", "Yams", "Hummingbird", "HummingbirdCore", "HTTPTypes",
            "ServiceLifecycle",
            "Foundation", "CDispatch",
        ]),
        "RoomGRPC": Self.system.union([
            "RoomMapping", "RoomProtocol", "RoomServer", "RoomState", "TransportSecurity",
            "Watching", "GRPCCore", "GRPCNIOTransportHTTP2", "GRPCProtobuf", "NIOCore", "NIOHTTP2",
            "NIOHPACK",
            "SwiftProtobuf", "ServiceLifecycle", "Logging",
        ]),
        "RoomClient": Self.system.union([
            "RoomProtocol", "TransportSecurity", "NIOCore", "NIOPosix", "SwiftProtobuf", "Logging",
        ]),
        "RoomTestKit": [
            "RoomClient", "RoomMapping", "RoomProtocol", "RoomReplica", "RoomState", "Raft",
            "Watching", "ByteCoding", "SwiftProtobuf", "Synchronization",
        ],
        "ChaosHarness": Self.system.union([
            "Linearizability", "RoomClient", "RoomProtocol", "CLinux", "NIOCore", "NIOPosix",
            "DequeModule", "SwiftProtobuf", "UnixSignals", "Yams", "Foundation",
            "FoundationNetworking",
        ]),
        "roomchaos": Self.system.union([
            "ChaosHarness", "Linearizability", "ArgumentParser", "Foundation",
        ]),
        "roomd": Self.system.union([
            "RoomServer", "RoomGRPC", "ByteCoding", "ArgumentParser", "ServiceLifecycle",
            "UnixSignals",
            "Logging", "Foundation",
        ]),
        "roomctl": Self.system.union([
            "RoomClient", "RoomProtocol", "RoomStorage", "RoomReplica", "RoomState", "Raft",
            "ByteCoding", "Linearizability", "ArgumentParser", "Histogram", "NIOCore", "NIOPosix",
            "SwiftProtobuf", "Yams", "Foundation",
        ]),
    ]

    static func findings(in source: SwiftSource) -> [Finding] {
        guard !source.isTest, let target = source.target else { return [] }
        guard let allowed = Self.table[target] else {
            let text = "the module \(target) is not in the table of imports; add it to ImportRule"
            return [Finding(path: source.path, line: nil, text: text)]
        }
        var findings: [Finding] = []
        for (number, line) in source.code.enumerated() {
            guard let module = Self.importedModule(line), !allowed.contains(module) else {
                continue
            }
            findings.append(
                Finding(
                    path: source.path, line: number + 1,
                    text: "\(target) may not import \(module); docs/architecture.md says which"
                        + " way imports go"))
        }
        return findings
    }

    /// The module of an import line, whatever access level and attributes stand before it.
    static func importedModule(_ line: String) -> String? {
        let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
        guard let position = words.firstIndex(of: "import"), position + 1 < words.count else {
            return nil
        }
        let before: Set<Substring> = ["public", "package", "internal", "private", "fileprivate"]
        guard words[..<position].allSatisfy({ before.contains($0) || $0.hasPrefix("@") }) else {
            return nil
        }
        // `import struct Foundation.URL` names the module in the last word.
        guard let path = words.last else { return nil }
        return path.split(separator: ".").first.map(String.init)
    }
}
