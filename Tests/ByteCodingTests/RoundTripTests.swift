import ByteCoding
import SeededRandomness
import Testing

@Suite struct RoundTripTests {
    // Big endian, so that keys sort like their numbers; LEB128 for the rest.
    @Test func layoutIsPinned() {
        var writer = ByteWriter()
        writer.writeByte(0xab)
        writer.writeBool(true)
        writer.writeUInt16(0x0102)
        writer.writeUInt32(0x0304_0506)
        writer.writeUInt64(0x0708_090a_0b0c_0d0e)
        writer.writeVarint(300)
        writer.writeBytes([9, 8])
        writer.writeString("é")
        writer.writeRaw([7])
        writer.writeRaw([1, 2, 3][1...])
        #expect(
            writer.bytes == [
                0xab, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0xac, 2, 2, 9, 8, 2, 0xc3,
                0xa9, 7, 2, 3,
            ])
        writer.patchUInt32(0xffff_fffe, at: 4)
        #expect(Array(writer.bytes[4..<8]) == [0xff, 0xff, 0xff, 0xfe])
    }

    @Test(arguments: [0, 1, 127, 128, 16_383, 16_384, 1 << 63, .max] as [UInt64])
    func varintSurvives(value: UInt64) throws {
        var writer = ByteWriter()
        writer.writeVarint(value)
        var reader = ByteReader(writer.bytes)
        #expect(try reader.readVarint() == value)
        #expect(reader.isAtEnd)
    }

    /// One field of each kind.
    private enum Field: Equatable {
        case byte(UInt8)
        case bool(Bool)
        case short(UInt16)
        case word(UInt32)
        case long(UInt64)
        case varint(UInt64)
        case bytes([UInt8])
        case text(String)

        init(random: inout SeededGenerator) {
            switch random.below(8) {
            case 0: self = .byte(UInt8(random.below(256)))
            case 1: self = .bool(random.below(2) == 0)
            case 2: self = .short(UInt16(random.below(1 << 16)))
            case 3: self = .word(UInt32(random.below(1 << 32)))
            case 4: self = .long(random.next())
            case 5: self = .varint(random.next() >> UInt64(random.below(64)))
            case 6: self = .bytes(random.bytes(upTo: 20))
            default:
                self = .text(String(repeating: "añ€😀", count: random.below(5)))
            }
        }

        func write(into writer: inout ByteWriter) {
            switch self {
            case .byte(let value): writer.writeByte(value)
            case .bool(let value): writer.writeBool(value)
            case .short(let value): writer.writeUInt16(value)
            case .word(let value): writer.writeUInt32(value)
            case .long(let value): writer.writeUInt64(value)
            case .varint(let value): writer.writeVarint(value)
            case .bytes(let value): writer.writeBytes(value)
            case .text(let value): writer.writeString(value)
            }
        }

        /// Reads a field of the same kind.
        func read(from reader: inout ByteReader) throws(DecodingFailure) -> Field {
            switch self {
            case .byte: .byte(try reader.readByte())
            case .bool: .bool(try reader.readBool())
            case .short: .short(try reader.readUInt16())
            case .word: .word(try reader.readUInt32())
            case .long: .long(try reader.readUInt64())
            case .varint: .varint(try reader.readVarint())
            case .bytes: .bytes(try reader.readBytes(limit: 1000))
            case .text: .text(try reader.readString(limit: 1000))
            }
        }
    }

    // Random records survive; every proper prefix of one is refused; a damaged one is refused, or
    // is the one encoding of other values.
    @Test func randomRecordsSurviveAndDamageIsSeen() throws {
        let seed: UInt64 = 2026
        var random = SeededGenerator(seed: seed)
        var accepted = 0
        for round in 0..<10_000 {
            let fields = (0...random.below(6)).map { _ in Field(random: &random) }
            let bytes = Self.encode(fields)
            #expect(try Self.decode(bytes, like: fields) == fields, "seed \(seed), \(round)")
            let cut = Array(bytes[..<random.below(bytes.count)])
            #expect(throws: DecodingFailure.self) { try Self.decode(cut, like: fields) }
            var damaged = bytes
            damaged[random.below(bytes.count)] ^= 1 << UInt8(random.below(8))
            guard let other = try? Self.decode(damaged, like: fields) else { continue }
            accepted += 1
            #expect(Self.encode(other) == damaged, "seed \(seed), round \(round)")
        }
        #expect(accepted > 1000)
    }

    private static func encode(_ fields: [Field]) -> [UInt8] {
        var writer = ByteWriter(capacity: 16)
        for field in fields {
            field.write(into: &writer)
        }
        return writer.bytes
    }

    private static func decode(
        _ bytes: [UInt8], like fields: [Field]
    ) throws(DecodingFailure) -> [Field] {
        var reader = ByteReader(bytes)
        var read: [Field] = []
        for field in fields {
            read.append(try field.read(from: &reader))
        }
        try reader.expectEnd()
        return read
    }
}
