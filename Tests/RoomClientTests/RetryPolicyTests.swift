import RoomClient
import Testing

struct RetryPolicyTests {
    private let policy = RetryPolicy(base: .milliseconds(10), cap: .milliseconds(500))

    @Test(arguments: [
        (1, 10), (2, 20), (3, 40), (4, 80), (5, 160), (6, 320), (7, 500), (8, 500), (1000, 500),
    ])
    func pausesDoubleUpToTheCap(failures: Int, milliseconds: Int) {
        let pause = self.policy.pause(failures: failures, jitter: 0)
        #expect(pause == .milliseconds(milliseconds))
    }

    @Test func jitterTakesOffAtMostOneHalf() {
        // Clients that failed together come back spread over half of the pause, never at once.
        for jitter in [UInt16.min, 1, .max / 2, .max] {
            let pause = self.policy.pause(failures: 7, jitter: jitter)
            #expect(pause <= .milliseconds(500))
            #expect(pause > .milliseconds(250))
        }
        #expect(
            self.policy.pause(failures: 7, jitter: .max) < self.policy.pause(failures: 7, jitter: 0)
        )
    }

    @Test func theServersHintIsTheLeastButItIsBounded() {
        #expect(
            self.policy.pause(failures: 1, jitter: 0, hint: .milliseconds(100))
                == .milliseconds(100))
        #expect(
            self.policy.pause(failures: 7, jitter: 0, hint: .milliseconds(100))
                == .milliseconds(500))
        #expect(self.policy.pause(failures: 1, jitter: 0, hint: .seconds(9999)) == .seconds(10))
    }
}
