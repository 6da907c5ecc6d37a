/// Why a text is not a `PeerEndpoint`.
package enum PeerEndpointFailure: Error, Hashable, Sendable, CustomStringConvertible {
    case tooLong(bytes: Int, limit: Int)
    case noPort(String)
    case badPort(String)
    case badHost(String)
    case unbracketedAddress(String)

    package var description: String {
        switch self {
        case .tooLong(let bytes, let limit):
            "an endpoint of \(bytes) bytes is above the limit of \(limit); write host:port"
        case .noPort(let text):
            "the endpoint \"\(text)\" has no port; write host:port, such as 10.0.0.1:7400"
        case .badPort(let text):
            "the port of the endpoint \"\(text)\" is not a number from 1 to 65535"
        case .badHost(let text):
            "the endpoint \"\(text)\" has no host name or address before its port"
        case .unbracketedAddress(let text):
            "the IPv6 address of the endpoint \"\(text)\" needs brackets, such as [::1]:7400"
        }
    }
}
