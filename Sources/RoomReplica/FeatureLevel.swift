internal import ByteCoding

/// What every member of a cluster understands: the release-independent version of all that is put
/// into its log.
///
/// Nodes of two releases form one cluster while it is upgraded. What the older release would not
/// understand may be proposed only from a level on that the log itself has reached, and a leader
/// raises it as soon as all members say that they understand a higher one. From then on a node that
/// does not is stopped by the entry that raised the level: to skip it would be to diverge.
package struct FeatureLevel: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let rawValue: UInt16

    /// The level of a log that was never raised.
    package static let first = FeatureLevel(unchecked: 1)
    /// From here on the log says its level.
    package static let logged = FeatureLevel(unchecked: 2)
    /// The highest that this program understands.
    package static let newest = FeatureLevel.logged

    /// Links tell levels in this many bits of their features (docs/peer-protocol.md).
    package static let featureBits: UInt16 = 16

    /// The highest level that can be told: one bit for each above the first.
    private static let limit = Self.featureBits + 1

    /// `nil` for what is no level.
    package init?(_ rawValue: UInt16) {
        guard (1...Self.limit).contains(rawValue) else { return nil }
        self.rawValue = rawValue
    }

    private init(unchecked rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// The level that the features of a link tell.
    ///
    /// A level sets a bit for each level up to it, so what two nodes have in common is the lower of
    /// their levels. Whoever knows no levels sets none.
    package init(features: UInt64) {
        let understood = min((~features).trailingZeroBitCount, Int(Self.featureBits))
        self.init(unchecked: UInt16(understood) + 1)
    }

    package var features: UInt64 { (1 << UInt64(self.rawValue - 1)) - 1 }

    package var description: String { "\(self.rawValue)" }

    package static func < (left: FeatureLevel, right: FeatureLevel) -> Bool {
        left.rawValue < right.rawValue
    }
}

extension FeatureLevel {
    /// Decodes a level that a log was raised to.
    init(raisedFrom reader: inout ByteReader) throws(DecodingFailure) {
        let rawValue = try reader.readVarint()
        guard let level = UInt16(exactly: rawValue).flatMap({ FeatureLevel($0) }), level > .first
        else { throw .invalid("\(rawValue) is no feature level that a log is raised to") }
        self = level
    }
}
