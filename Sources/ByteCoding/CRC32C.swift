/// The Castagnoli cyclic redundancy check (RFC 3720, appendix B.4), eight bytes a step.
///
/// It guards frames and log records against torn writes and bit rot. It is no defence against
/// someone who means harm.
package struct CRC32C: Sendable {
    /// Eight tables of 256 entries, one after the other: table k advances a byte by k further
    /// bytes.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for index in 0..<256 {
            var remainder = UInt32(index)
            for _ in 0..<8 {
                remainder = (remainder >> 1) ^ (remainder & 1 == 0 ? 0 : 0x82f6_3b78)
            }
            tables[index] = remainder
        }
        for table in 1..<8 {
            for index in 0..<256 {
                let previous = tables[(table - 1) * 256 + index]
                tables[table * 256 + index] = (previous >> 8) ^ tables[Int(previous & 0xff)]
            }
        }
        return tables
    }()

    private var state: UInt32 = 0xffff_ffff

    package init() {}

    package var value: UInt32 { ~self.state }

    package static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var crc = CRC32C()
        crc.update(bytes)
        return crc.value
    }

    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { self.update($0) }
    }

    package mutating func update(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { self.update($0) }
    }

    package mutating func update(_ value: UInt64) {
        withUnsafeBytes(of: value.bigEndian) { self.update($0) }
    }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        Self.tables.withUnsafeBufferPointer { tables in
            var crc = self.state
            var position = 0
            while position + 8 <= bytes.count {
                let word =
                    UInt64(
                        littleEndian: bytes.loadUnaligned(
                            fromByteOffset: position, as: UInt64.self)) ^ UInt64(crc)
                crc =
                    tables[7 * 256 + Int(word & 0xff)]
                    ^ tables[6 * 256 + Int((word >> 8) & 0xff)]
                    ^ tables[5 * 256 + Int((word >> 16) & 0xff)]
                    ^ tables[4 * 256 + Int((word >> 24) & 0xff)]
                    ^ tables[3 * 256 + Int((word >> 32) & 0xff)]
                    ^ tables[2 * 256 + Int((word >> 40) & 0xff)]
                    ^ tables[1 * 256 + Int((word >> 48) & 0xff)]
                    ^ tables[Int(word >> 56)]
                position += 8
            }
            while position < bytes.count {
                crc = (crc >> 8) ^ tables[Int((crc ^ UInt32(bytes[position])) & 0xff)]
                position += 1
            }
            self.state = crc
        }
    }
}
