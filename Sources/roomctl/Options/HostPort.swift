/// A network address as people write it: `host:port`, with brackets around an IPv6 address.
struct HostPort: Hashable, Sendable, CustomStringConvertible {
    let host: String
    let port: Int

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// - Throws: `HostPortProblem`, which says what is wrong with the text.
    init(parsing text: String) throws(HostPortProblem) {
        guard let colon = text.lastIndex(of: ":") else {
            throw HostPortProblem(text: text, problem: "the port is missing")
        }
        let host = text[..<colon]
        let digits = text[text.index(after: colon)...]
        guard !host.isEmpty else {
            throw HostPortProblem(text: text, problem: "the host is missing")
        }
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        guard isBracketed || !host.contains(":") else {
            throw HostPortProblem(
                text: text, problem: "an IPv6 address needs brackets, as in [::1]:7401")
        }
        guard host.allSatisfy({ Self.isHostCharacter($0) }) else {
            throw HostPortProblem(text: text, problem: "the host has a character no host has")
        }
        guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let port = Int(digits),
            (1...Limits.lastPort).contains(port)
        else {
            throw HostPortProblem(
                text: text, problem: "the port is not a number from 1 to \(Limits.lastPort)")
        }
        self.host = String(host)
        self.port = port
    }

    var description: String { "\(self.host):\(self.port)" }

    /// Whether it stands for all interfaces of a machine, which is for listening only.
    var isUnspecified: Bool { self.host.allSatisfy { "0.:[]".contains($0) } }

    /// Whether it cannot be reached from another machine, so that nodes may do without TLS.
    var isLoopback: Bool {
        self.host == "localhost" || self.host == "[::1]" || self.host.hasPrefix("127.")
    }

    /// How a node here is told to serve: plaintext is taken on loopback addresses only, and not at
    /// all by a cluster with TLS.
    func security(of node: UInt64, hasTLS: Bool = false) -> String {
        self.isLoopback && !hasTLS
            ? "--insecure"
            : "--tls-cert node-\(node).crt --tls-key node-\(node).key --tls-ca ca.crt"
    }

    /// How the node that a file or a log says is at `address` is started, in lines, where it cannot
    /// be known whether its cluster has TLS.
    static func start(of node: UInt64, at address: String, data: String) -> String {
        let place = (try? HostPort(parsing: address)) ?? HostPort(host: "", port: 0)
        let plain = "  roomd run --data \(data) \(place.security(of: node))"
        guard place.isLoopback else { return plain }
        let secure = "  roomd run --data \(data) \(place.security(of: node, hasTLS: true))"
        return "\(plain)\nor, as all nodes of a cluster have TLS or none has:\n\(secure)"
    }

    /// The same host, `offset` ports further; `nil` when there is no such port.
    func advanced(by offset: Int) -> HostPort? {
        let port = self.port + offset
        return port <= Limits.lastPort ? HostPort(host: self.host, port: port) : nil
    }

    private static func isHostCharacter(_ character: Character) -> Bool {
        character.isASCII
            && (character.isLetter || character.isNumber || ".-_:[]".contains(character))
    }
}
