import ByteCoding
import SeededRandomness
import Testing

@Suite struct HostileBytesTests {
    private static func read<Value>(
        _ bytes: [UInt8], _ read: (inout ByteReader) throws(DecodingFailure) -> Value
    ) throws(DecodingFailure) -> Value {
        var reader = ByteReader(bytes)
        return try read(&reader)
    }

    // Each value has one encoding: a longer varint, another Boolean and trailing bytes are refused.
    @Test func otherEncodingsOfAValueAreRefused() {
        let overlong: [[UInt8]] = [
            [0x80, 0x00], [0xff, 0x80, 0x00],
            // 2^64, one more than fits.
            Array(repeating: 0x80, count: 9) + [0x02],
            Array(repeating: 0xff, count: 10),
        ]
        for bytes in overlong {
            #expect(throws: DecodingFailure.self, "\(bytes)") {
                try Self.read(bytes) { (reader) throws(DecodingFailure) in
                    try reader.readVarint()
                }
            }
        }
        #expect(throws: DecodingFailure.invalid("a Boolean byte is 2, not 0 or 1")) {
            try Self.read([2]) { (reader) throws(DecodingFailure) in try reader.readBool() }
        }
        #expect(throws: DecodingFailure.invalid("2 bytes follow the last field")) {
            try Self.read([1, 2, 3]) { (reader) throws(DecodingFailure) in
                _ = try reader.readByte()
                try reader.expectEnd()
            }
        }
    }

    // A length is checked against the caller's limit first and then against what is there, so it
    // can neither read outside the buffer nor make the reader allocate.
    @Test func lengthsAreBounded() {
        let huge: [UInt8] = Array(repeating: 0xff, count: 9) + [0x01]
        #expect(throws: DecodingFailure.limitExceeded(limit: 10, actual: .max)) {
            try Self.read(huge) { (reader) throws(DecodingFailure) in
                try reader.readBytes(limit: 10)
            }
        }
        #expect(throws: DecodingFailure.limitExceeded(limit: 3, actual: 4)) {
            try Self.read([4, 1, 2, 3, 4]) { (reader) throws(DecodingFailure) in
                try reader.readString(limit: 3)
            }
        }
        #expect(throws: DecodingFailure.truncated(wanted: 9, remaining: 2)) {
            try Self.read([9, 1, 2]) { (reader) throws(DecodingFailure) in
                try reader.readBytes(limit: 10)
            }
        }
        #expect(throws: DecodingFailure.truncated(wanted: 12, remaining: 4)) {
            try Self.read([3, 1, 2, 3, 4]) { (reader) throws(DecodingFailure) in
                try reader.readCount(limit: 10, minimumItemSize: 4)
            }
        }
        #expect(throws: DecodingFailure.self) {
            try Self.read([3]) { (reader) throws(DecodingFailure) in
                try reader.readCount(limit: 10, minimumItemSize: .max)
            }
        }
        for count in [-1, 3] {
            #expect(throws: DecodingFailure.truncated(wanted: count, remaining: 2)) {
                try Self.read([1, 2]) { (reader) throws(DecodingFailure) in
                    try reader.readRaw(count: count)
                }
            }
            #expect(throws: DecodingFailure.truncated(wanted: count, remaining: 2)) {
                try Self.read([1, 2]) { (reader) throws(DecodingFailure) in
                    try reader.skip(count: count)
                }
            }
        }
    }

    @Test(arguments: [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80]] as [[UInt8]])
    func textThatIsNotUTF8IsRefused(bytes: [UInt8]) {
        let encoded = [UInt8(bytes.count)] + bytes
        #expect(throws: DecodingFailure.invalid("a string is not valid UTF-8")) {
            try Self.read(encoded) { (reader) throws(DecodingFailure) in
                try reader.readString(limit: 10)
            }
        }
    }

    // Any bytes at all, read as anything: an error or a value, and never past the end.
    @Test func noBytesCrashTheReader() {
        var random = SeededGenerator(seed: 2026)
        for _ in 0..<20_000 {
            let bytes = random.bytes(upTo: 24)
            var reader = ByteReader(bytes)
            do {
                while !reader.isAtEnd {
                    switch random.below(9) {
                    case 0: _ = try reader.readByte()
                    case 1: _ = try reader.readBool()
                    case 2: _ = try reader.readUInt16()
                    case 3: _ = try reader.readUInt32()
                    case 4: _ = try reader.readUInt64()
                    case 5: _ = try reader.readVarint()
                    case 6: _ = try reader.readBytes(limit: 16)
                    case 7: _ = try reader.readString(limit: 16)
                    default: try reader.skip(count: random.below(20))
                    }
                    guard reader.position + reader.remaining != bytes.count else { continue }
                    Issue.record("the reader stands at \(reader.position) of \(bytes)")
                }
            } catch {
                guard reader.position > bytes.count else { continue }
                Issue.record("the reader ran to \(reader.position) of \(bytes)")
            }
        }
    }

    @Test func slicesAreReadFromTheirOwnStart() throws {
        var reader = ByteReader([9, 9, 1, 2][2...])
        #expect(try reader.readUInt16() == 0x0102)
        #expect(reader.isAtEnd)
        reader = ByteReader([1, 2, 3])
        try reader.skip(count: 1)
        #expect(reader.readRest() == [2, 3])
        #expect(reader.isAtEnd)
    }
}
