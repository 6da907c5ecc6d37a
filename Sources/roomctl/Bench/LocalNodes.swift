import Foundation

/// The nodes of a cluster that run on this machine, as /proc shows them.
///
/// Linux only: elsewhere it finds none.
struct LocalNodes: Sendable {
    /// Seconds of processor so far, and bytes of memory.
    struct Use: Sendable {
        var processorSeconds = 0.0
        /// Resident now and at most, of the largest node.
        var residentBytes: UInt64 = 0
        var peakResidentBytes: UInt64 = 0
    }

    private static let program = "roomd"
    private static let looks = 5

    let processes: [Int]

    /// Finds who listens on those of the endpoints that are on this machine.
    init(endpoints: [String]) {
        let ports = Set(endpoints.compactMap(Self.localPort))
        var inodes: Set<String> = []
        // While connections come and go, one look at the kernel's table may miss some lines.
        for _ in 0..<Self.looks where inodes.count < ports.count {
            inodes.formUnion(Self.listeners(on: ports))
        }
        self.processes = inodes.isEmpty ? [] : Self.processes(holding: inodes)
    }

    var use: Use {
        var use = Use()
        for process in self.processes {
            use.processorSeconds += ProcessorTime.ofProcess(process)
            use.residentBytes = max(
                use.residentBytes, Self.status("VmRSS", of: process) ?? 0)
            use.peakResidentBytes = max(
                use.peakResidentBytes, Self.status("VmHWM", of: process) ?? 0)
        }
        return use
    }

    /// The folder that a node's data directory is in; the disk that its syncs wait for.
    var dataFolder: String? {
        for process in self.processes {
            let words = Self.text("/proc/\(process)/cmdline").split(separator: "\0")
            guard let option = words.firstIndex(of: "--data"), option + 1 < words.count else {
                continue
            }
            let place = try? FileManager.default.destinationOfSymbolicLink(
                atPath: "/proc/\(process)/cwd")
            let folder = URL(
                fileURLWithPath: String(words[option + 1]),
                relativeTo: place.map { URL(fileURLWithPath: $0, isDirectory: true) }
            ).deletingLastPathComponent().path
            if FileManager.default.isWritableFile(atPath: folder) { return folder }
        }
        return nil
    }

    private static func localPort(of endpoint: String) -> Int? {
        guard let place = try? HostPort(parsing: endpoint),
            place.host.hasPrefix("127.") || ["localhost", "::1"].contains(place.host)
        else { return nil }
        return place.port
    }

    /// The inodes of the sockets that listen on `ports`.
    private static func listeners(on ports: Set<Int>) -> Set<String> {
        var inodes: Set<String> = []
        for file in ["/proc/net/tcp", "/proc/net/tcp6"] {
            for line in Self.text(file).split(separator: "\n").dropFirst() {
                let fields = line.split(separator: " ")
                guard fields.count > 9, fields[3] == "0A",
                    let hexadecimal = fields[1].split(separator: ":").last,
                    let port = Int(hexadecimal, radix: 16), ports.contains(port)
                else { continue }
                inodes.insert("socket:[\(fields[9])]")
            }
        }
        return inodes
    }

    private static func processes(holding sockets: Set<String>) -> [Int] {
        let files = FileManager.default
        let numbers = ((try? files.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap(Int.init)
        return numbers.filter { number in
            let folder = "/proc/\(number)/fd"
            // Whoever started a node may hold its sockets as well.
            guard Self.text("/proc/\(number)/comm").hasPrefix(Self.program) else { return false }
            return ((try? files.contentsOfDirectory(atPath: folder)) ?? []).contains { name in
                let target = try? files.destinationOfSymbolicLink(atPath: "\(folder)/\(name)")
                return target.map(sockets.contains) ?? false
            }
        }.sorted()
    }

    /// A line of a process's status in kB, in bytes.
    private static func status(_ name: String, of process: Int) -> UInt64? {
        for line in Self.text("/proc/\(process)/status").split(separator: "\n")
        where line.hasPrefix(name + ":") {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            return words.count > 1 ? UInt64(words[1]).map { $0 * 1024 } : nil
        }
        return nil
    }

    private static func text(_ path: String) -> String {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
            ?? ""
    }
}
