/// The way of bytes from one party to another.
///
/// A connection has two: what the dialer sends goes one way, what it is answered the other.
package struct Link: Hashable, Sendable, CustomStringConvertible {
    package let from: Party
    package let to: Party

    package init(from: Party, to: Party) {
        self.from = from
        self.to = to
    }

    package var description: String { "\(self.from)->\(self.to)" }
}

/// Who stands at an end of a link.
package enum Party: Hashable, Sendable, CustomStringConvertible {
    case node(UInt64)
    /// All clients of the run.
    case clients

    package var description: String {
        switch self {
        case .node(let id): "n\(id)"
        case .clients: "clients"
        }
    }
}
