/// A process that takes part in a cluster: minted by the cluster, never reused, never 0.
package struct NodeID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let rawValue: UInt64

    package init(_ rawValue: UInt64) {
        self.rawValue = rawValue
    }

    package static func < (left: NodeID, right: NodeID) -> Bool { left.rawValue < right.rawValue }

    package var description: String { String(self.rawValue) }
}

/// A period of at most one leader (Raft §5.1).
///
/// Term 0 is before the first election.
package struct Term: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let rawValue: UInt64

    package static let zero = Term(0)

    package init(_ rawValue: UInt64) {
        self.rawValue = rawValue
    }

    package var next: Term { Term(self.rawValue + 1) }

    package static func < (left: Term, right: Term) -> Bool { left.rawValue < right.rawValue }

    package var description: String { String(self.rawValue) }
}

/// A slot of the replicated log.
///
/// The first entry has index 1; index 0 is before the first entry.
package struct LogIndex: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let rawValue: UInt64

    package static let zero = LogIndex(0)

    package init(_ rawValue: UInt64) {
        self.rawValue = rawValue
    }

    package var next: LogIndex { LogIndex(self.rawValue + 1) }

    /// The slot before this one; must not be called on `zero`.
    package var previous: LogIndex { LogIndex(self.rawValue - 1) }

    package func advanced(by count: Int) -> LogIndex { LogIndex(self.rawValue + UInt64(count)) }

    /// How many slots `self` lies behind `later`; must not be ahead of it.
    package func distance(to later: LogIndex) -> Int { Int(later.rawValue - self.rawValue) }

    package static func < (left: LogIndex, right: LogIndex) -> Bool {
        left.rawValue < right.rawValue
    }

    package var description: String { String(self.rawValue) }
}

/// The position of one write in a node's single sequence of log writes.
///
/// Hard state and entries share it. Whatever depends on a write names the write's sequence, never
/// an index or a term, so a completion that is late can only be too early, never wrong.
package struct IOSequence: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let rawValue: UInt64

    package static let zero = IOSequence(0)

    package init(_ rawValue: UInt64) {
        self.rawValue = rawValue
    }

    package var next: IOSequence { IOSequence(self.rawValue + 1) }

    package static func < (left: IOSequence, right: IOSequence) -> Bool {
        left.rawValue < right.rawValue
    }

    package var description: String { String(self.rawValue) }
}

/// A cluster: minted at random by `roomctl cluster init`, never 0.
///
/// Shown as 16 hexadecimal digits.
package struct ClusterID: Hashable, Sendable, CustomStringConvertible {
    package let rawValue: UInt64

    package init(_ rawValue: UInt64) {
        self.rawValue = rawValue
    }

    package init?(_ text: String) {
        guard text.utf8.count == 16, let value = UInt64(text, radix: 16), value != 0 else {
            return nil
        }
        self.rawValue = value
    }

    package var description: String { paddedHexadecimal(self.rawValue) }
}

/// A data directory: minted at random by `roomd format`, never 0.
///
/// Shown as 16 hexadecimal digits.
package struct StoreID: Hashable, Sendable, CustomStringConvertible {
    package let rawValue: UInt64

    package init(_ rawValue: UInt64) {
        self.rawValue = rawValue
    }

    package init?(_ text: String) {
        guard text.utf8.count == 16, let value = UInt64(text, radix: 16), value != 0 else {
            return nil
        }
        self.rawValue = value
    }

    package var description: String { paddedHexadecimal(self.rawValue) }
}

/// A Raft group within a cluster.
///
/// There is one now; the number is in every frame and key so that many groups per node need no
/// change of format.
package struct GroupID: Hashable, Sendable, CustomStringConvertible {
    package let rawValue: UInt32

    package static let first = GroupID(1)

    package init(_ rawValue: UInt32) {
        self.rawValue = rawValue
    }

    package var description: String { String(self.rawValue) }
}

private func paddedHexadecimal(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}
