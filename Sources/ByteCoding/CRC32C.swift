import CISAL

/// The Castagnoli cyclic redundancy check (RFC 3720, appendix B.4), by the processor's own
/// instructions where it has them.
///
/// It guards frames and log records against torn writes and bit rot. It is no defence against
/// someone who means harm.
package struct CRC32C: Sendable {
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
        var start = bytes.bindMemory(to: UInt8.self)[...]
        while !start.isEmpty {
            // The library counts in `int`.
            let part = start.prefix(Int(CInt.max))
            let pointer = UnsafeMutablePointer(
                mutating: UnsafeBufferPointer(rebasing: part).baseAddress)
            // It is declared without `const` and writes nothing.
            self.state = crc32_iscsi(pointer, CInt(part.count), self.state)
            start = start.dropFirst(part.count)
        }
    }
}
