import RoomClient
import Testing

/// How much less than the client waits a server is given.
struct ServerTimeTests {
    @Test(arguments: [
        (Duration.seconds(60), UInt32(59_900)), (.seconds(1), 900), (.milliseconds(400), 360),
        (.milliseconds(50), 45), (.milliseconds(2), 1), (.microseconds(300), 1), (.zero, 1),
        (.seconds(-1), 1),
    ])
    func theAnswerHasTimeForItsWay(remaining: Duration, expected: UInt32) {
        #expect(ServerTime.milliseconds(within: remaining) == expected)
    }
}
