import Raft
import RoomMapping
import RoomServer
import SeededRandomness
import Testing

@Suite struct GatewayTokenTests {
    @Test func everyIndexComesBack() {
        // The ends, and 10,000 drawn ones from a fixed seed.
        var generator = SeededGenerator(seed: 0x70_6b_65)
        let drawn = (0..<10_000).map { _ in UInt64.random(in: 0...UInt64.max, using: &generator) }
        for value in [0, 1, 255, 256, UInt64.max - 1, UInt64.max] + drawn {
            let token = ConsistencyToken(index: LogIndex(value))
            #expect(ConsistencyToken(token.text) == token, "index \(value), text \(token.text)")
        }
    }

    @Test func aMistypedTokenIsRefused() {
        // Every single change of a letter is noticed, whatever it turns into.
        let text = Array(ConsistencyToken(index: LogIndex(4711)).text.utf8)
        let letters = Array("ABCZabcz0189-_ =+/é".utf8)
        for position in text.indices {
            for letter in letters where letter != text[position] {
                var wrong = text
                wrong[position] = letter
                let token = ConsistencyToken(String(decoding: wrong, as: UTF8.self))
                #expect(token == nil, "\(String(decoding: wrong, as: UTF8.self))")
            }
        }
    }

    @Test(arguments: ["", "A", "AQAAAAAAABJn", "AQAAAAAAABJnAAAA", "💥💥💥💥"])
    func whatIsNoTokenIsRefused(_ text: String) {
        #expect(ConsistencyToken(text) == nil)
    }
}
