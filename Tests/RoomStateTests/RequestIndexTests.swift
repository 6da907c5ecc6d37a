import RoomState
import SeededRandomness
import Testing

@Suite struct RequestIndexTests {
    // Against a dumb twin: hashes that collide in their lowest bits or wholly, packs that come
    // again, removals of what is there and of what is not, tables that grow and shrink.
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func itAnswersLikeAListOfPairs(seed: UInt64) {
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        var index = RequestIndex()
        var twin: [UInt64: [UInt64]] = [:]
        // All of one shard, few places: a removal moves others in nearly every step.
        let places: UInt64 = [16, 64, 1024, 1 << 40][Int(seed % 4)]
        for pack in 1...4000 as ClosedRange<UInt64> {
            let hash = (random.next() % places) << 8 | (seed % 2 == 0 ? 7 : random.next() % 3)
            if random.oneIn(3), let known = twin.keys.sorted().first(where: { $0 >= hash }) {
                let packs = twin[known] ?? []
                let gone = random.oneIn(8) ? pack : random.pick(packs)
                index.remove(known, pack: gone)
                twin[known] = packs.filter { $0 != gone }
                if twin[known]?.isEmpty ?? false { twin[known] = nil }
            } else {
                // A pack that holds several records of a hash is named once.
                for _ in 0...(random.oneIn(5) ? 1 : 0) { index.insert(hash, pack: pack) }
                twin[hash, default: []].append(pack)
            }
            #expect(index.count == twin.count)
            let probe = random.oneIn(2) ? hash : (random.next() % places) << 8
            #expect(index.packs(of: probe) == (twin[probe] ?? []).reversed())
        }
        for (hash, packs) in twin {
            #expect(index.packs(of: hash) == packs.reversed())
        }
    }
}
