import Raft
import RoomMapping
import RoomProtocol
import RoomReplica
import RoomState
import SeededRandomness
import SwiftProtobuf
import Testing

/// Replies that are written without a message are, byte for byte, those of their message, and are
/// read as what the message is.
struct WireFormTests {
    private static let rounds = 300

    @Test(arguments: [0x5eed_0011, 0x5eed_0012, 0x5eed_0013] as [UInt64])
    func aFoundRoomIsWrittenAsItsMessageIsEncoded(seed: UInt64) throws {
        var rooms = RandomRooms(generator: SeededGenerator(seed: seed))
        let views: [Roomkeeper_V1_View] = [.basic, .stage, .products, .full, .unspecified]
        let levels: [Roomkeeper_V1_ReadLevel] = [.linearizable, .local, .unspecified]
        for round in 0..<Self.rounds {
            let query = try RoomQuery(
                .with {
                    $0.roomID = "1"
                    $0.view = rooms.generator.pick(views)
                    $0.readLevel = rooms.generator.pick(levels)
                })
            let found = FoundRoom(
                rooms.room(), query: query, node: NodeID(rooms.number()),
                index: LogIndex(rooms.number()), groupTime: rooms.time())

            var room = WireWriter()
            room.write(found.room, view: query.view)
            var writer = WireWriter()
            writer.write(found, as: room.bytes)

            let message = Roomkeeper_V1_GetRoomResponse(found)
            #expect(
                try writer.bytes == Self.bytes(of: message), "seed \(seed), round \(round)")
            #expect(Self.direct(writer.bytes) == message, "seed \(seed), round \(round)")
            Self.compareDamaged(writer.bytes, as: message, using: &rooms.generator)
        }
    }

    @Test(arguments: [0x5eed_0021] as [UInt64])
    func anAppliedMutationIsWrittenAsItsMessageIsEncoded(seed: UInt64) throws {
        var rooms = RandomRooms(generator: SeededGenerator(seed: seed))
        for round in 0..<Self.rounds {
            var receipt = RoomReceipt(
                roomID: rooms.roomID(), uid: RoomUID(group: 1, index: rooms.number()),
                revision: rooms.number(), groupTime: rooms.time())
            receipt.changed = rooms.generator.oneIn(2)
            receipt.mintedIDs = (0..<rooms.generator.below(4)).map { MintedID("1-2-\($0)")! }
            var outcome = RoomOutcome(.applied(receipt))
            outcome.replayed = rooms.generator.oneIn(2)
            let applied = AppliedOutcome(
                index: LogIndex(rooms.number()), outcome: outcome, groupTime: rooms.time())

            var writer = WireWriter()
            writer.write(applied, receipt)

            let message = Roomkeeper_V1_MutateResponse(applied, receipt)
            #expect(
                try writer.bytes == Self.bytes(of: message), "seed \(seed), round \(round)")
            #expect(Self.direct(writer.bytes) == message, "seed \(seed), round \(round)")
            Self.compareDamaged(writer.bytes, as: message, using: &rooms.generator)
        }
    }

    private static func direct<Decoded: DirectlyDecodable>(_ bytes: [UInt8]) -> Decoded? {
        bytes.withUnsafeBytes { Decoded(direct: $0) }
    }

    /// Damaged bytes are read as SwiftProtobuf reads them, or left to it.
    private static func compareDamaged<Decoded: DirectlyDecodable & Equatable>(
        _ bytes: [UInt8], as message: Decoded, using generator: inout SeededGenerator
    ) {
        var options = BinaryDecodingOptions()
        options.discardUnknownFields = true
        for _ in 0..<20 {
            var damaged = bytes
            let place = generator.below(bytes.count)
            switch generator.below(4) {
            case 0: damaged[place] ^= 1 << UInt8(generator.below(8))
            case 1: damaged.removeSubrange(place...)
            case 2: damaged.insert(UInt8(truncatingIfNeeded: generator.next()), at: place)
            default: damaged += bytes[..<place]
            }
            guard let read: Decoded = Self.direct(damaged) else { continue }
            let expected = try? Decoded(serializedBytes: damaged, options: options)
            #expect(read == expected, "\(damaged)")
        }
    }

    /// Maps in the order of their keys, as rooms keep them.
    private static func bytes(of message: some SwiftProtobuf.Message) throws -> [UInt8] {
        var options = BinaryEncodingOptions()
        options.useDeterministicOrdering = true
        return try message.serializedBytes(options: options)
    }
}
