/// Where a node listens for its peers: a DNS name or an address, and a port.
package struct PeerEndpoint: Hashable, Sendable, CustomStringConvertible {
    /// A DNS name, an IPv4 address, or an IPv6 address without brackets.
    package var host: String
    /// 0 only where the kernel is to choose the port to listen on.
    package var port: UInt16

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Reads `host:port` or `[address]:port`; the error says what is wrong with the text.
    package init(parsing text: String) throws(PeerEndpointFailure) {
        guard text.utf8.count <= Limits.endpointBytes else {
            throw .tooLong(bytes: text.utf8.count, limit: Limits.endpointBytes)
        }
        guard let colon = text.lastIndex(of: ":") else { throw .noPort(text) }
        guard let port = UInt16(text[text.index(after: colon)...]), port != 0 else {
            throw .badPort(text)
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw .unbracketedAddress(text)
        }
        // Texts of others end in logs, so nothing that steers a terminal is a host.
        let isPlain = host.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7f }
        guard !host.isEmpty, isPlain, !host.contains(where: { $0.isWhitespace || $0 == "/" })
        else { throw .badHost(text) }
        self.init(host: String(host), port: port)
    }

    package var description: String {
        self.host.contains(":") ? "[\(self.host)]:\(self.port)" : "\(self.host):\(self.port)"
    }
}
