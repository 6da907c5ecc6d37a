import NIOCore

/// Where something listens or is reached: a host name or address, and a port.
///
/// Written `host:port`; an IPv6 address stands in brackets, as in `[::1]:7401`.
package struct Endpoint: Hashable, Sendable, CustomStringConvertible {
    /// A name or a literal address, without brackets; never empty.
    package var host: String
    /// 0 to 65,535.
    ///
    /// Port 0 asks the kernel for a free one and is of use only when listening.
    package var port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `host:port`; `nil` when the text is something else or longer than
    /// `Limits.endpointBytes`.
    package init?(_ text: String) {
        guard text.utf8.count <= ConfigurationLimits.endpointBytes,
            let colon = text.lastIndex(of: ":")
        else { return nil }
        let portText = text[text.index(after: colon)...]
        guard !portText.isEmpty, portText.utf8.allSatisfy({ (48...57).contains($0) }),
            let port = Int(portText), port <= 65_535
        else { return nil }

        var host = text[..<colon]
        if host.hasPrefix("[") {
            guard host.hasSuffix("]") else { return nil }
            host = host.dropFirst().dropLast()
            guard host.contains(":") else { return nil }
        } else if host.contains(":") {
            return nil
        }
        let allowed = host.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "_")
        }
        guard !host.isEmpty, allowed else { return nil }
        self.host = String(host)
        self.port = port
    }

    package var description: String {
        self.host.contains(":") ? "[\(self.host)]:\(self.port)" : "\(self.host):\(self.port)"
    }

    /// Whether others can be told to connect to it.
    ///
    /// Port 0 and the address of no interface in particular (`0.0.0.0`, `::`) are for listening
    /// only.
    package var isDialable: Bool {
        self.port > 0 && !self.host.allSatisfy { "0.:".contains($0) }
    }

    /// Whether traffic to this endpoint cannot leave the machine.
    ///
    /// Names other than `localhost` are not looked up: what a name means can change while the node
    /// runs, so a name is never proof.
    package var isLoopback: Bool {
        if self.host == "localhost" || self.host == "::1" { return true }
        let parts = self.host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// Whether it is a name that is meant for other machines and stands for a loopback address
    /// here, as Debian's installer has it (`127.0.1.1 NAME` in `/etc/hosts`).
    ///
    /// Looks the name up, which may take a while.
    package var isLoopbackByName: Bool {
        guard !self.isLoopback,
            let address = try? SocketAddress.makeAddressResolvingHost(self.host, port: self.port),
            let text = address.ipAddress
        else { return false }
        return Endpoint(host: text, port: self.port).isLoopback
    }
}
