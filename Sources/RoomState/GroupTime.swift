package import ByteCoding

/// The cluster's own clock, in milliseconds since the Unix epoch.
///
/// The leader stamps it on entries; it never goes back (rooms: time). It is no node's wall clock.
package struct GroupTime: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let milliseconds: UInt64

    package static let zero = GroupTime(milliseconds: 0)

    package init(milliseconds: UInt64) {
        self.milliseconds = milliseconds
    }

    package func advanced(bySeconds seconds: UInt64) -> GroupTime {
        GroupTime(milliseconds: self.milliseconds &+ seconds &* 1000)
    }

    package static func < (left: GroupTime, right: GroupTime) -> Bool {
        left.milliseconds < right.milliseconds
    }

    package var description: String { "\(self.milliseconds) ms" }

    package func encode(into writer: inout ByteWriter) {
        writer.writeVarint(self.milliseconds)
    }

    package init(from reader: inout ByteReader) throws(DecodingFailure) {
        self.milliseconds = try reader.readVarint()
    }
}
