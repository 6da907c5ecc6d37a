import ByteCoding
import MemoryState
import RoomState
import Testing

@Suite struct RequestLogTests {
    private static func record(
        _ text: String, hash: UInt64, expiresAt: UInt64 = 1000, outcome: UInt8
    ) -> RequestRecord {
        RequestRecord(
            key: RequestKey(bytes: Array(text.utf8), hash: hash), fingerprint: .zero,
            expiresAt: GroupTime(milliseconds: expiresAt), outcome: [outcome])
    }

    private static let now = GroupTime(milliseconds: 500)

    // Two keys share a hash, in one pack and over two packs, written or not: each finds its own
    // record, and a third key with that hash finds none.
    @Test func collidingHashesAreToldApart() throws {
        let store = MemoryState()
        var log = try RequestLog(reader: store)
        let records = [
            Self.record("anna", hash: 7, outcome: 1), Self.record("bert", hash: 7, outcome: 2),
            Self.record("cleo", hash: 7, outcome: 3), Self.record("dora", hash: 8, outcome: 4),
        ]
        log.append(records[0], entry: 1)
        log.append(records[1], entry: 2)
        var changes: [StateChange] = []
        log.takeChanges(at: Self.now, into: &changes)
        store.write(changes)
        log.append(records[2], entry: 3)
        log.append(records[3], entry: 4)
        for record in records {
            #expect(try log.record(under: record.key, at: Self.now, in: store) == record)
        }
        let stranger = RequestKey(bytes: Array("eric".utf8), hash: 7)
        #expect(try log.record(under: stranger, at: Self.now, in: store) == nil)

        changes = []
        log.takeChanges(at: Self.now, into: &changes)
        store.write(changes)
        let reopened = try RequestLog(reader: store)
        for record in records {
            #expect(try reopened.record(under: record.key, at: Self.now, in: store) == record)
        }
    }

    // When the older of two packs with one hash dies first, or last, the other stays findable.
    @Test(arguments: [(100, 900), (900, 100)] as [(UInt64, UInt64)])
    func deletionKeepsTheOtherPackOfAHash(first: UInt64, second: UInt64) throws {
        let store = MemoryState()
        var log = try RequestLog(reader: store)
        var changes: [StateChange] = []
        let records = [
            Self.record("anna", hash: 7, expiresAt: first, outcome: 1),
            Self.record("bert", hash: 7, expiresAt: second, outcome: 2),
        ]
        for (index, record) in records.enumerated() {
            log.append(record, entry: UInt64(index + 1))
            log.takeChanges(at: .zero, into: &changes)
        }
        log.takeChanges(at: Self.now, into: &changes)
        store.write(changes)
        #expect(store.all.count == 1)
        let living = try #require(records.first { $0.expiresAt > Self.now })
        let dead = try #require(records.first { $0.expiresAt <= Self.now })
        #expect(try log.record(under: living.key, at: Self.now, in: store) == living)
        #expect(try log.record(under: dead.key, at: Self.now, in: store) == nil)
        #expect(log.count == 1)
    }

    // A pack is bounded: a record after the bound starts another, and both are read again.
    @Test func fullPackStartsAnother() throws {
        let store = MemoryState()
        var log = try RequestLog(reader: store, packBytes: 200)
        let records = (0..<20).map {
            Self.record("key\($0)", hash: UInt64($0), outcome: UInt8($0))
        }
        for (index, record) in records.enumerated() {
            log.append(record, entry: UInt64(index + 1))
        }
        #expect(try log.record(under: records[0].key, at: Self.now, in: store) == records[0])
        var changes: [StateChange] = []
        log.takeChanges(at: Self.now, into: &changes)
        store.write(changes)
        #expect(store.all.count > 3)
        let reopened = try RequestLog(reader: store)
        for record in records {
            #expect(try reopened.record(under: record.key, at: Self.now, in: store) == record)
        }
    }
}
