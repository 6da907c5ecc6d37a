/// The host and port of a node's native door.
package struct Endpoint: Hashable, Sendable {
    /// As it was given or learned.
    package let text: String
    /// A name or an address, without brackets.
    package let host: String
    package let port: Int

    /// Reads `host:port` or `[IPv6 address]:port`.
    ///
    /// - Throws: `INVALID_ENDPOINT`, naming what is wrong.
    package init(_ text: String) throws(RoomClientError) {
        guard text.utf8.count <= Limits.endpointCharacters else {
            throw .invalidEndpoint(
                String(text.prefix(Limits.endpointCharacters)),
                "it has more than \(Limits.endpointCharacters) characters")
        }
        guard let colon = text.lastIndex(of: ":") else {
            throw .invalidEndpoint(text, "the port is missing")
        }
        let portText = text[text.index(after: colon)...]
        guard portText.allSatisfy({ $0.isASCII && $0.isNumber }), let port = Int(portText),
            (1...65_535).contains(port)
        else {
            throw .invalidEndpoint(text, "the port is not a number from 1 to 65535")
        }
        var host = text[..<colon]
        if host.first == "[", host.last == "]" {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw .invalidEndpoint(text, "an IPv6 address needs brackets")
        }
        guard !host.isEmpty, host.allSatisfy({ !$0.isWhitespace && $0 != "/" }) else {
            throw .invalidEndpoint(text, "the host is missing or has a blank or slash")
        }
        self.text = text
        self.host = String(host)
        self.port = port
    }
}
