import ByteCoding
import Raft
import RoomReplica
import RoomState
import Testing

/// The bounds of snapshot transfers and of the log that is kept, each reached.
///
/// Those of a manifest's files have their tests in `SnapshotManifestTests`.
@Suite struct SnapshotLimitTests {
    private typealias Limits = RoomReplica.Limits

    private static let member = NodeID(2)
    private static let mebibyte = 1 << 20

    @Test(arguments: [64 << 10, Limits.snapshotChunkBytes, 4 * Limits.snapshotChunkBytes])
    func asManyChunksAreUnderWayAsTheLimitAndNoneIsLarger(chunkBytes: Int) {
        var options = SnapshotOptions()
        options.chunkBytes = chunkBytes
        options.bytesPerTick = 64 * Self.mebibyte
        var sender = Self.sender(options: options, size: UInt64(32 * Self.mebibyte))
        let largest = min(chunkBytes, Limits.snapshotChunkBytes)
        #expect(
            Self.reads(&sender) == Array(repeating: largest, count: Limits.snapshotChunksInFlight))
        #expect(Self.reads(&sender).isEmpty)
        // One is stored, one more goes out.
        Self.hear(&sender, received: UInt64(largest))
        #expect(Self.reads(&sender) == [largest])
    }

    @Test func asManyBytesAreSentInATickAsTheOptionSays() {
        var options = SnapshotOptions()
        options.chunkBytes = 64 << 10
        options.bytesPerTick = 128 << 10
        var sender = Self.sender(options: options, size: UInt64(Self.mebibyte))
        #expect(Self.reads(&sender).reduce(0, +) == options.bytesPerTick)
        #expect(Self.reads(&sender).isEmpty)
        sender.tick()
        #expect(Self.reads(&sender).reduce(0, +) == options.bytesPerTick)
        // What was not used is saved up for one tick, no longer.
        for _ in 0..<10 { sender.tick() }
        #expect(Self.reads(&sender).reduce(0, +) == 2 * options.bytesPerTick)
    }

    @Test func aReceiverTakesInAsMuchAsTheLimitBeforeItIsStored() throws {
        var receiver = SnapshotReceiver()
        let manifest = Self.manifest(size: UInt64(64 * Self.mebibyte))
        let membership = MembershipRecord(index: .zero, membership: .empty)
        receiver.didHear(
            SnapshotOffer(term: Term(1), manifest: manifest, membership: membership),
            from: NodeID(1))
        let begin = try #require(receiver.takeOutput().work.first)
        _ = receiver.didFinish(begin.purpose, .begun(0))
        let bytes = [UInt8](repeating: 0, count: Self.mebibyte)
        func send(_ number: Int) {
            receiver.didHear(
                SnapshotChunk(
                    snapshot: manifest.id, offset: UInt64(number * Self.mebibyte), bytes: bytes),
                from: NodeID(1))
        }
        let count = Limits.snapshotUnstoredBytes / Self.mebibyte
        for number in 0...count { send(number) }
        let writes = receiver.takeOutput().work
        #expect(writes.count == count)
        _ = receiver.didFinish(try #require(writes.first).purpose, .written)
        // The one that found no room comes again, and there is room for one.
        send(count)
        send(count + 1)
        #expect(receiver.takeOutput().work.count == 1)
    }

    @Test func aChunkMayBeAsLargeAsTheLimit() throws {
        let coding = ReplicaFrameCoding(cluster: ClusterID(1), group: .first)
        for (count, isTaken) in [
            (Limits.snapshotChunkBytes, true), (Limits.snapshotChunkBytes + 1, false),
        ] {
            let chunk = SnapshotChunk(
                snapshot: Self.manifest(size: 1).id, offset: 0,
                bytes: [UInt8](repeating: 1, count: count))
            let frame = ReplicaFrame(
                groupTime: .zero, wallMilliseconds: 0, messages: [.snapshot(.chunk(chunk))])
            let decoded = try? coding.decode(coding.encode(frame)[0])
            #expect((decoded != nil) == isTaken, "\(count) bytes")
        }
    }

    @Test func theRecordOfWhatIsAppliedMayBeAsLongAsTheLimit() {
        func failure(_ count: Int) -> DecodingFailure? {
            var writer = ByteWriter()
            writer.writeByte(SnapshotManifest.version)
            writer.writeBytes([UInt8](repeating: 0, count: count))
            var reader = ByteReader(writer.bytes)
            return #expect(throws: DecodingFailure.self) { try SnapshotManifest(from: &reader) }
        }
        let limit = Limits.appliedStateBytes
        // Too long to be looked at; one byte less is looked at, and is no such record.
        #expect(failure(limit + 1) == .limitExceeded(limit: limit, actual: UInt64(limit + 1)))
        #expect(failure(limit) != .limitExceeded(limit: limit, actual: UInt64(limit)))
        #expect(AppliedState.initial.encoded().count <= limit)
    }

    // MARK: - The log

    @Test func roomsAreFlushedAfterSoManyEntriesOrBytes() {
        var options = SnapshotOptions()
        options.intervalEntries = 3
        options.intervalBytes = 10_000
        var retention = LogRetention(options: options)
        retention.didHandOut(Self.entries(2, bytes: 1))
        var isFlushed = retention.takeFlush()
        #expect(!isFlushed)
        retention.didHandOut(Self.entries(1, bytes: 1))
        isFlushed = retention.takeFlush()
        #expect(isFlushed)
        // One flush at a time; what gathers meanwhile counts for the next one.
        let large = Self.entries(1, bytes: options.intervalBytes - EntryCoding.overhead)
        retention.didHandOut(large)
        isFlushed = retention.takeFlush()
        #expect(!isFlushed)
        retention.didFlush(through: LogIndex(3))
        isFlushed = retention.takeFlush()
        #expect(isFlushed)
        retention.didFlush(through: LogIndex(4))
        retention.didHandOut(
            Self.entries(1, bytes: options.intervalBytes - EntryCoding.overhead - 1))
        isFlushed = retention.takeFlush()
        #expect(!isFlushed)
    }

    @Test func soManyEntriesStayInTheLogForThoseWhoLag() {
        var options = SnapshotOptions()
        options.trailingEntries = 10
        options.laggingEntries = 100
        var retention = LogRetention(options: options)
        func truncation(slowest: UInt64?, snapshot: UInt64? = nil) -> UInt64 {
            retention.truncation(
                slowest: slowest.map { LogIndex($0) }, last: LogIndex(500),
                snapshot: snapshot.map { LogIndex($0) }
            ).rawValue
        }
        #expect(truncation(slowest: nil) == 0)
        retention.didFlush(through: LogIndex(9))
        #expect(truncation(slowest: nil) == 0)
        retention.didFlush(through: LogIndex(490))
        #expect(truncation(slowest: nil) == 480)
        // A member keeps what it needs, up to a hundred entries from the end.
        #expect(truncation(slowest: 481) == 480)
        #expect(truncation(slowest: 450) == 450)
        #expect(truncation(slowest: 400) == 400)
        #expect(truncation(slowest: 399) == 400)
        // What follows a snapshot on its way stays, whatever its length.
        #expect(truncation(slowest: 399, snapshot: 50) == 50)
    }

    // MARK: - Parts

    /// A sender whose member has answered the offer of a snapshot of `size` bytes.
    private static func sender(options: SnapshotOptions, size: UInt64) -> SnapshotSender {
        var sender = SnapshotSender(options: options, electionTicks: 10)
        sender.add(Self.member, at: 1)
        _ = Self.reads(&sender)
        sender.didFinish(.create, .created(Self.manifest(size: size)), at: 1)
        sender.tick()
        Self.hear(&sender, received: 0, size: size)
        return sender
    }

    private static func hear(
        _ sender: inout SnapshotSender, received: UInt64, size: UInt64 = UInt64(32 * mebibyte)
    ) {
        sender.didHear(
            SnapshotProgress(
                snapshot: Self.manifest(size: size).id, received: received, state: .receiving),
            from: Self.member, at: 1)
    }

    /// How many bytes each read that is asked for now is to give.
    private static func reads(_ sender: inout SnapshotSender) -> [Int] {
        sender.advance(at: 1, term: Term(1)) {
            MembershipRecord(index: $0, membership: .empty)
        }
        return sender.takeOutput().work.compactMap { item in
            guard case .read(_, let count) = item.work else { return nil }
            return count
        }
    }

    private static func manifest(size: UInt64) -> SnapshotManifest {
        SnapshotManifest(
            applied: .initial,
            files: [SnapshotManifest.File(name: "000001.sst", size: size, crc32c: 0)])
    }

    private static func entries(_ count: Int, bytes: Int) -> [Entry] {
        (1...count).map {
            Entry(
                index: LogIndex(UInt64($0)), term: Term(1), kind: .command,
                payload: [UInt8](repeating: 0, count: bytes))
        }
    }
}
