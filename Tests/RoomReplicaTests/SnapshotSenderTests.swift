import Raft
import RoomReplica
import Testing

/// What becomes of a snapshot that its receiver refuses.
@Suite struct SnapshotSenderTests {
    private static let size = UInt64(1 << 20)
    private static let member = NodeID(2)
    private static let manifest = SnapshotManifest(
        applied: .initial,
        files: [SnapshotManifest.File(name: "000001.sst", size: size, crc32c: 0)])

    // All of it came and its tables did not pass: to offer the same bytes again would never end.
    @Test func aSnapshotThatDoesNotPassIsMadeAnew() {
        var sender = Self.sender()
        Self.hear(&sender, .receiving, received: Self.size)
        Self.hear(&sender, .failed, received: 0)
        #expect(Self.work(&sender, at: 2).isEmpty)
        #expect(Self.work(&sender, at: 20) == [.create])
    }

    // The receiver could not store it, perhaps for want of room: it is offered again as it is.
    @Test func aSnapshotThatCouldNotBeStoredIsOfferedAgain() {
        var sender = Self.sender()
        Self.hear(&sender, .receiving, received: Self.size / 2)
        Self.hear(&sender, .failed, received: 0)
        sender.advance(at: 20, term: Term(1)) { MembershipRecord(index: $0, membership: .empty) }
        let output = sender.takeOutput()
        #expect(output.work.isEmpty)
        guard case .offer(let offer)? = output.messages.first?.message else {
            Issue.record("\(output.messages.count) messages, and no offer")
            return
        }
        #expect(offer.manifest == Self.manifest)
    }

    @Test func howMuchEachMemberHasStoredIsTold() {
        var sender = SnapshotSender(options: SnapshotOptions(), electionTicks: 10)
        sender.add(Self.member, at: 1)
        #expect(sender.progress.isEmpty)
        sender = Self.sender()
        Self.hear(&sender, .receiving, received: Self.size / 2)
        #expect(
            sender.progress == [
                SnapshotDelivery(
                    node: Self.member, storedBytes: Self.size / 2, bytes: Self.size)
            ])
        sender.removeAll()
        #expect(sender.progress.isEmpty)
    }

    private static func sender() -> SnapshotSender {
        var sender = SnapshotSender(options: SnapshotOptions(), electionTicks: 10)
        sender.add(Self.member, at: 1)
        _ = Self.work(&sender, at: 1)
        sender.didFinish(.create, .created(Self.manifest), at: 1)
        Self.hear(&sender, .receiving, received: 0)
        return sender
    }

    private static func hear(
        _ sender: inout SnapshotSender, _ state: SnapshotProgress.State, received: UInt64
    ) {
        sender.didHear(
            SnapshotProgress(snapshot: Self.manifest.id, received: received, state: state),
            from: Self.member, at: 1)
    }

    private static func work(_ sender: inout SnapshotSender, at tick: UInt64) -> [SnapshotTask.Work]
    {
        sender.advance(at: tick, term: Term(1)) { MembershipRecord(index: $0, membership: .empty) }
        return sender.takeOutput().work.map(\.work)
    }
}
