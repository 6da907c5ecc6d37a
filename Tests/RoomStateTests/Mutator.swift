import SeededRandomness

/// Damages encoded bytes in the ways that decoders meet: bits, lengths, cuts and repeated pieces.
struct Mutator {
    var random: SeededGenerator

    init(seed: UInt64) {
        self.random = SeededGenerator(seed: seed)
    }

    mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
        var mutated = bytes
        for _ in 0...self.random.below(3) {
            self.mutateOnce(&mutated)
        }
        return mutated
    }

    private mutating func mutateOnce(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else {
            bytes.append(UInt8(self.random.below(256)))
            return
        }
        let position = self.random.below(bytes.count)
        switch self.random.below(7) {
        case 0: bytes[position] ^= 1 << UInt8(self.random.below(8))
        case 1: bytes[position] = self.random.pick([0, 1, 0x7f, 0x80, 0xff])
        case 2: bytes.removeSubrange(position...)
        case 3: bytes.remove(at: position)
        case 4: bytes.insert(UInt8(self.random.below(256)), at: position)
        case 5:
            let end = position + self.random.below(bytes.count - position) + 1
            bytes.insert(contentsOf: Array(bytes[position..<end]), at: position)
        default:
            // A varint of ten bytes: the largest length there is.
            bytes.replaceSubrange(
                position...position, with: Array(repeating: 0xff, count: 9) + [0x01])
        }
    }
}
