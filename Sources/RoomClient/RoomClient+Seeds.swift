import Dispatch

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

extension RoomClient {
    /// How an endpoint begins that stands for all addresses of a name.
    package static let seedPrefix = "dns:"

    /// The endpoints to make a client with: each `dns:NAME:PORT` is replaced by one endpoint for
    /// each address that NAME has now, everything else is as it was.
    ///
    /// One name then serves for a whole cluster, and a node that hangs is one of several instead of
    /// what the name means. A client learns the other nodes by itself, so it is enough to ask once.
    ///
    /// - Throws: `INVALID_ENDPOINT` when a seed is of another form, or its name has no address.
    public static func endpoints(
        resolving seeds: [String]
    ) async throws(RoomClientError) -> [String] {
        var endpoints: [String] = []
        for seed in seeds {
            guard seed.hasPrefix(Self.seedPrefix) else {
                endpoints.append(seed)
                continue
            }
            let place = try Endpoint(String(seed.dropFirst(Self.seedPrefix.count)))
            let (addresses, failure) = await Self.addresses(of: place.host)
            guard !addresses.isEmpty else {
                throw .invalidEndpoint(seed, "the name has no address (\(failure))")
            }
            endpoints += addresses.map { host in
                host.contains(":") ? "[\(host)]:\(place.port)" : "\(host):\(place.port)"
            }
        }
        var seen: Set<String> = []
        return Array(endpoints.filter { seen.insert($0).inserted }.prefix(Limits.endpoints))
    }

    /// Asks the system, on a thread that may wait for it.
    private static func addresses(of host: String) async -> (found: [String], failure: String) {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: Self.lookUp(host)) }
        }
    }

    private static func lookUp(_ host: String) -> (found: [String], failure: String) {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_protocol = Int32(IPPROTO_TCP)
        var first: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, nil, &hints, &first)
        defer { if let first { freeaddrinfo(first) } }
        guard status == 0 else { return ([], String(cString: gai_strerror(status))) }
        var found: [String] = []
        var next = first
        while let info = next?.pointee {
            next = info.ai_next
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            guard
                getnameinfo(
                    info.ai_addr, info.ai_addrlen, &text, socklen_t(text.count), nil, 0,
                    NI_NUMERICHOST) == 0
            else { continue }
            let address = String(
                decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            if !found.contains(address) { found.append(address) }
        }
        return (found, "none was told")
    }
}
