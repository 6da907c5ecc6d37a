import Raft
import RoomReplica
import RoomState
import Testing

/// Group time follows the lower median of a quorum's clocks, and never jumps after that.
@Suite struct GroupClockTests {
    // Voters and others tell any time, or none; a twin sorts what the voters told.
    @Test func aLeaderAnchorsAtTheLowerMedianOrWhatItHeard() {
        var random = SplitMix64(seed: 20_261_127)
        for round in 0..<10_000 {
            let voters = (1...(1 + random.next(below: 7))).map { NodeID($0) }
            let own = 1_000_000 + random.next(below: 100_000)
            var clock = GroupClock(now: ClockReading(bootMilliseconds: 500, wallMilliseconds: own))
            var heard = [own]
            for node in 2...(UInt64(voters.count) + 3) where random.next(below: 4) > 0 {
                let wall = 1_000_000 + random.next(below: 100_000)
                // Told twice: the later one counts.
                clock.observeWall(wall + 7, of: NodeID(node))
                clock.observeWall(wall, of: NodeID(node))
                if voters.contains(NodeID(node)) { heard.append(wall) }
            }
            let latest = random.next(below: 3) == 0 ? 1_000_000 + random.next(below: 100_000) : 0
            if latest > 0 { clock.observe(GroupTime(milliseconds: latest)) }
            clock.anchorAtElection(voters: voters, own: NodeID(1))
            let median = heard.sorted()[(heard.count - 1) / 2]
            #expect(
                clock.groupTime.milliseconds == max(latest, median),
                "round \(round): \(heard), heard of \(latest)")
        }
    }

    // Whatever the wall clocks do, group time runs at most a twentieth faster or slower than the
    // boot clock, and always forward.
    @Test func aLeadersTimeNeverJumps() {
        var random = SplitMix64(seed: 20_261_128)
        let voters = (1...3 as ClosedRange<UInt64>).map { NodeID($0) }
        var boot: UInt64 = 1000
        var clock = GroupClock(
            now: ClockReading(bootMilliseconds: boot, wallMilliseconds: 5_000_000))
        clock.anchorAtElection(voters: voters, own: NodeID(1))
        var slewed = 0
        for round in 0..<20_000 {
            let before = clock.groupTime.milliseconds
            let step = random.next(below: 3000)
            boot += step
            let wall = 5_000_000 + boot - 1000 + random.next(below: 20_000)
            clock.advance(to: ClockReading(bootMilliseconds: boot, wallMilliseconds: wall))
            for node in voters.dropFirst() {
                clock.observeWall(wall + random.next(below: 40_000), of: node)
            }
            let passed = clock.groupTime.milliseconds - before
            // Fractions of a millisecond are cut off, once here and once at a new anchor.
            #expect(
                passed + 2 >= step * 95 / 100 && passed <= step * 105 / 100 + 2,
                "round \(round): \(passed) of \(step) ms")
            clock.slew(voters: voters, own: NodeID(1))
            if clock.isSlewing { slewed += 1 }
            #expect(clock.groupTime.milliseconds >= before + passed, "round \(round)")
        }
        #expect(slewed > 1000)
    }

    @Test func afterLeadingItGoesByWhatItHears() {
        var clock = GroupClock(now: ClockReading(bootMilliseconds: 0, wallMilliseconds: 9000))
        clock.anchorAtElection(voters: [NodeID(1)], own: NodeID(1))
        clock.advance(to: ClockReading(bootMilliseconds: 500, wallMilliseconds: 9500))
        clock.stopLeading()
        #expect(clock.groupTime == GroupTime(milliseconds: 9500))
        // A later leader's time counts, an earlier one does not.
        clock.observe(GroupTime(milliseconds: 9400))
        #expect(clock.groupTime == GroupTime(milliseconds: 9500))
        clock.observe(GroupTime(milliseconds: 9600))
        #expect(clock.groupTime == GroupTime(milliseconds: 9600))
    }
}
