import PeerTransport
import Raft
import Testing

struct PeerOutboxTests {
    private let group = GroupID.first

    @Test func onlyTheFirstOfManyPayloadsWakesTheLink() {
        let outbox = PeerOutbox(bytesLimit: 100, framesLimit: 10)
        outbox.open()
        #expect(outbox.offer([1], group: self.group) == .taken(mustWake: true))
        #expect(outbox.offer([2], group: self.group) == .taken(mustWake: false))
        #expect(outbox.take().map(\.bytes) == [[1], [2]])
        // What was taken is gone; the next payload wakes the link again.
        #expect(outbox.offer([3], group: self.group) == .taken(mustWake: true))
        #expect(outbox.take().map(\.bytes) == [[3]])
        #expect(outbox.take() == [])
    }

    @Test func theBoundInPayloadsCountsThoseTakenAndNotWritten() {
        let outbox = PeerOutbox(bytesLimit: 100, framesLimit: 2)
        outbox.open()
        _ = outbox.offer([1], group: self.group)
        _ = outbox.offer([2], group: self.group)
        #expect(outbox.offer([3], group: self.group) == .dropped)
        _ = outbox.take()
        #expect(outbox.offer([4], group: self.group) == .dropped)
        outbox.wrote(frames: 1, bytes: 1)
        #expect(outbox.offer([5], group: self.group) == .taken(mustWake: true))
        #expect(outbox.depth().frames == 2)
        #expect(outbox.depth().drops.full == 2)
    }

    @Test func theBoundInBytesIsExact() {
        let outbox = PeerOutbox(bytesLimit: 10, framesLimit: 100)
        outbox.open()
        #expect(outbox.offer([UInt8](repeating: 0, count: 10), group: self.group) != .dropped)
        #expect(outbox.offer([0], group: self.group) == .dropped)
        // A payload of no bytes needs no room.
        #expect(outbox.offer([], group: self.group) != .dropped)
        _ = outbox.take()
        outbox.wrote(frames: 2, bytes: 10)
        #expect(outbox.offer([UInt8](repeating: 0, count: 11), group: self.group) == .dropped)
        #expect(outbox.depth().bytes == 0)
    }

    @Test func aClosedOutboxTakesNothingAndForgetsWhatWaited() {
        let outbox = PeerOutbox(bytesLimit: 10, framesLimit: 10)
        #expect(outbox.offer([1], group: self.group) == .dropped)
        outbox.open()
        _ = outbox.offer([1], group: self.group)
        _ = outbox.offer([2], group: self.group)
        outbox.close()
        #expect(outbox.take() == [])
        #expect(outbox.offer([3], group: self.group) == .dropped)
        #expect(outbox.depth().drops.notConnected == 4)
        // Nothing of the earlier link is left when the next one opens.
        outbox.open()
        #expect(outbox.offer([4], group: self.group) == .taken(mustWake: true))
        #expect(outbox.take().map(\.bytes) == [[4]])
    }

    @Test func aPayloadAboveTheLargestFrameIsDroppedAndCountedApart() {
        let outbox = PeerOutbox(bytesLimit: 64 << 20, framesLimit: 10)
        outbox.open()
        let largest = (32 << 20) - 6
        #expect(
            outbox.offer([UInt8](repeating: 0, count: largest + 1), group: self.group) == .dropped)
        #expect(outbox.depth().drops.tooLarge == 1)
        #expect(outbox.offer([UInt8](repeating: 0, count: largest), group: self.group) != .dropped)
    }
}
