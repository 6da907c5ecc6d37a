import RoomClient
import RoomProtocol
import SwiftProtobuf
import Testing

struct GroupClockTests {
    private let start = ContinuousClock.now

    @Test func nothingIsKnownBeforeATimeWasHeard() {
        var clock = GroupClock()
        #expect(clock.deadline(after: .seconds(30), now: self.start) == nil)
        clock.hear(0, at: self.start)
        #expect(clock.deadline(after: .seconds(30), now: self.start) == nil)
    }

    @Test func deadlinesAreTheHeardTimePlusWhatThisMachineCounted() {
        var clock = GroupClock()
        clock.hear(1_000_000, at: self.start)
        let deadline = clock.deadline(
            after: .seconds(30), now: self.start + .milliseconds(250))
        #expect(deadline == Google_Protobuf_Timestamp(milliseconds: 1_030_250))
    }

    @Test func aNodeThatIsBehindDoesNotTurnTheClockBack() {
        // A follower that was cut off for a minute says hello; requests minted from its time would
        // be expired.
        var clock = GroupClock()
        clock.hear(1_000_000, at: self.start)
        clock.hear(940_000, at: self.start + .seconds(1))
        #expect(
            clock.deadline(after: .zero, now: self.start + .seconds(1))
                == Google_Protobuf_Timestamp(milliseconds: 1_001_000))
    }

    @Test func aClusterThatRunsSlowerIsFollowed() {
        // Group time is slewed: what was heard last counts, not this machine's own counting.
        var clock = GroupClock()
        clock.hear(1_000_000, at: self.start)
        clock.hear(1_009_500, at: self.start + .seconds(10))
        #expect(
            clock.deadline(after: .zero, now: self.start + .seconds(10))
                == Google_Protobuf_Timestamp(milliseconds: 1_009_500))
    }

    @Test func mintedIDsAreUniqueAndOfTheAllowedCharacters() {
        var generator = SystemRandomNumberGenerator()
        let first = RequestIDMint(using: &generator)
        let second = RequestIDMint(using: &generator)
        let ids = (0..<1000).flatMap { _ in [first.mint(), second.mint()] }
        #expect(Set(ids).count == ids.count)
        for id in ids {
            // So short a text needs no memory of its own.
            #expect(id.utf8.count == 15)
            #expect(
                id.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) })
        }
    }
}
