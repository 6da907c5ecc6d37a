import RoomProtocol
import SeededRandomness
import SwiftProtobuf
import Testing

struct TimestampMillisecondsTests {
    @Test func millisecondsSurviveTheRoundTrip() {
        var generator = SeededGenerator(seed: 11)
        var samples: [UInt64] = [0, 1, 999, 1000, 1001, Limits.lastMilliseconds]
        for _ in 0..<10_000 {
            samples.append(.random(in: 0...Limits.lastMilliseconds, using: &generator))
        }
        for milliseconds in samples {
            let stamp = Google_Protobuf_Timestamp(milliseconds: milliseconds)
            #expect(stamp.milliseconds == milliseconds)
        }
    }

    @Test func everyMillisecondOfASecondIsExact() {
        for millisecond in 0..<UInt64(1000) {
            let stamp = Google_Protobuf_Timestamp(milliseconds: 5000 + millisecond)
            #expect(stamp.seconds == 5)
            #expect(stamp.nanos == Int32(millisecond) * 1_000_000)
        }
    }

    @Test func partsOfAMillisecondAreRoundedDown() {
        #expect(Google_Protobuf_Timestamp(seconds: 1, nanos: 999_999).milliseconds == 1000)
        #expect(Google_Protobuf_Timestamp(seconds: 1, nanos: 999_999_999).milliseconds == 1999)
    }

    @Test func whatIsNoTimeOfOursHasNoMilliseconds() {
        #expect(Google_Protobuf_Timestamp(seconds: -1).milliseconds == nil)
        #expect(Google_Protobuf_Timestamp(seconds: 0, nanos: -1).milliseconds == nil)
        #expect(Google_Protobuf_Timestamp(seconds: 0, nanos: 1_000_000_000).milliseconds == nil)
        #expect(Google_Protobuf_Timestamp(seconds: 253_402_300_800).milliseconds == nil)
        #expect(Google_Protobuf_Timestamp(seconds: .max, nanos: .max).milliseconds == nil)
    }

    @Test func aTimeAfterTheYear9999BecomesItsLastMillisecond() {
        let stamp = Google_Protobuf_Timestamp(milliseconds: .max)
        #expect(stamp.milliseconds == Limits.lastMilliseconds)
    }
}
