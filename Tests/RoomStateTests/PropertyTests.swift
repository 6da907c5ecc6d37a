import ByteCoding
import MemoryState
import RoomState
import SeededRandomness
import Testing

@Suite struct PropertyTests {
    /// A replica that cuts batches its own way.
    private struct Replica {
        let store = MemoryState()
        var machine: RoomStateMachine
        var random: SeededGenerator
        let largestBatch: Int
        let reopens: Bool
        var untilFlush = 1

        init(seed: UInt64, largestBatch: Int, reopens: Bool, cachedRooms: Int) throws {
            self.random = SeededGenerator(seed: seed)
            self.largestBatch = largestBatch
            self.reopens = reopens
            self.machine = try RoomStateMachine(
                reader: self.store, digest: .zero, cache: RoomCache(roomLimit: cachedRooms))
        }

        /// Returns whether the batch ended with this command.
        mutating func endCommand(_ index: UInt64) throws -> Bool {
            self.untilFlush -= 1
            guard self.untilFlush == 0 else { return false }
            self.untilFlush = 1 + self.random.below(self.largestBatch)
            self.store.write(try self.machine.takeChanges(through: index))
            if self.reopens, self.random.oneIn(20) {
                self.machine = try RoomStateMachine(
                    reader: self.store, digest: self.machine.digest)
            }
            return true
        }

        /// What is stored but the packs of requests and the chunks of rings, which follow the
        /// batches.
        var logicalState: [StatePair] {
            let cut = [StateKey.Table.requests.rawValue, StateKey.Table.events.rawValue]
            return self.store.all.filter { !cut.contains($0.key[0]) }
        }

        /// What the rings of these rooms tell readers.
        func histories(of rooms: [RoomID], at time: GroupTime) throws -> [RoomHistory.Answer] {
            try rooms.map {
                try RoomHistory.read($0, from: 0, limit: .max, at: time, in: self.store)
            }
        }
    }

    // Thousands of random commands go to three replicas: one writes every command, one writes in
    // large batches, one restarts now and then and caches two rooms. A fourth room table is built
    // from nothing but events. All must agree at every step, and what is stored must be what is
    // cached.
    @Test func replicasAgreeHoweverTheBatchesAreCut() throws {
        var reached = Reached()
        for seed in UInt64(1)...8 {
            try Self.run(seed: seed, commands: 4000, &reached)
        }
        #expect(reached.reasons.count >= 33, "too tame: \(reached.reasons.map(\.code).sorted())")
        #expect(reached.events.count == 36, "some never happened: \(reached.events.sorted())")
    }

    /// Something that no command asks for.
    private enum Happening {
        case tick
        case expire([PresenceExpiry])
        case termBegins

        func take(
            place machine: inout RoomStateMachine, at context: ApplyContext
        ) throws {
            switch self {
            case .tick: try machine.tick(at: context)
            case .expire(let presences): try machine.expire(presences, at: context)
            case .termBegins: machine.beginTerm(at: context)
            }
        }
    }

    private static func happening(
        _ rebuilt: [RoomID: Room], _ rooms: [RoomID], _ random: inout SeededGenerator
    ) throws -> Happening {
        switch random.below(10) {
        case 0: return .termBegins
        case 1...5:
            // Most presences are current, some are over.
            let presences = rooms.suffix(2).compactMap { id in
                rebuilt[id]?.head.presenceID.map { PresenceExpiry(roomID: id, presenceID: $0) }
            }
            let old = PresenceExpiry(
                roomID: rooms.last ?? "404", presenceID: PresenceID(revision: 1))
            return .expire(random.oneIn(4) ? [old] : presences)
        default: return .tick
        }
    }

    /// What the random commands led to, over all seeds.
    private struct Reached {
        var reasons: Set<RejectionReason> = []
        var events: Set<String> = []
    }

    private static func run(seed: UInt64, commands: UInt64, _ reached: inout Reached) throws {
        var replicas = [
            try Replica(seed: seed, largestBatch: 1, reopens: false, cachedRooms: 1000),
            try Replica(seed: seed &+ 1, largestBatch: 60, reopens: false, cachedRooms: 1000),
            try Replica(seed: seed &+ 2, largestBatch: 9, reopens: true, cachedRooms: 2),
        ]
        var generator = CommandGenerator(seed: seed)
        var unasked = SeededGenerator(seed: seed &+ 3)
        var time = GroupTime(milliseconds: 1_748_736_000_000)
        var rooms: [RoomID] = []
        var rebuilt: [RoomID: Room] = [:]
        for index in 1...commands {
            let story = Comment("seed \(seed), command \(index)")
            time = GroupTime(milliseconds: time.milliseconds + generator.pause())
            // Now and then a day passes, and ended rooms go.
            if unasked.oneIn(1000) { time = time.advanced(bySeconds: Limits.purgeAfterSeconds) }
            let context = ApplyContext(group: 1, index: index, groupTime: time)
            var outcome: RoomOutcome?
            if unasked.oneIn(20) {
                let happening = try Self.happening(rebuilt, rooms, &unasked)
                for number in replicas.indices {
                    try happening.take(place: &replicas[number].machine, at: context)
                }
            } else {
                let command = generator.command(rooms: rooms, at: time)
                outcome = try replicas[0].machine.apply(command, at: context)
                for number in 1..<replicas.count {
                    let other = try replicas[number].machine.apply(command, at: context)
                    #expect(other == outcome, story)
                }
            }
            for number in 1..<replicas.count {
                #expect(replicas[number].machine.digest == replicas[0].machine.digest, story)
                let due = try replicas[number].machine.nextDueTime()
                #expect(try replicas[0].machine.nextDueTime() == due, story)
            }
            if let reason = outcome?.reason { reached.reasons.insert(reason) }
            for change in replicas[0].machine.changes {
                if rebuilt[change.roomID] == nil { rooms.append(change.roomID) }
                try Self.replay(change, into: &rebuilt, story)
                if let room = rebuilt[change.roomID] { generator.learn(room) }
                reached.events.formUnion(change.events.map(\.name))
            }
            if let outcome {
                try Self.check(outcome, replicas[0].machine.changes, rebuilt, story)
            }
            for number in replicas.indices {
                let changed = replicas[number].machine.changes.map(\.roomID)
                let wasWritten = try replicas[number].endCommand(index)
                for room in changed {
                    #expect(try replicas[number].machine.room(room) == rebuilt[room], story)
                    guard wasWritten else { continue }
                    let stored = try RoomRecords.room(room, in: replicas[number].store)
                    #expect(stored == rebuilt[room], story)
                }
            }
        }
        for number in replicas.indices {
            replicas[number].store.write(
                try replicas[number].machine.takeChanges(through: commands))
            #expect(replicas[number].logicalState == replicas[0].logicalState)
            #expect(replicas[number].machine.roomCount == UInt64(rebuilt.count))
            #expect(try StateAudit.findings(in: replicas[number].store) == [])
            #expect(
                try replicas[number].histories(of: rooms, at: time)
                    == replicas[0].histories(of: rooms, at: time))
        }
    }

    /// Invariant 10: the events of revision r, as they come out of the ring, lead from r-1 to r.
    private static func replay(
        _ applied: RoomChange, into rooms: inout [RoomID: Room], _ story: Comment
    ) throws {
        var writer = ByteWriter()
        applied.encode(into: &writer)
        var reader = ByteReader(writer.bytes)
        let change = try RoomChange(from: &reader)
        #expect(reader.isAtEnd, story)
        var room: Room
        if let known = rooms[change.roomID] {
            room = known
        } else {
            guard case .roomCreated(let created)? = change.events.first else {
                Issue.record("a room begins with \(change.events), \(story)")
                return
            }
            room = Room(created, at: change.groupTime)
        }
        #expect(change.revision == room.revision + 1, story)
        #expect(!change.events.isEmpty, story)
        room.apply(change)
        #expect(room.checkInvariants() == [], story)
        rooms[change.roomID] = change.events.last == .roomPurged ? nil : room
    }

    /// A receipt tells the truth, a rejection changes nothing but what expired, and no host has
    /// two live rooms.
    private static func check(
        _ outcome: RoomOutcome, _ changes: [RoomChange], _ rooms: [RoomID: Room], _ story: Comment
    ) throws {
        switch outcome.result {
        case .applied(let receipt) where !outcome.replayed:
            #expect(rooms[receipt.roomID]?.revision == receipt.revision, story)
            let byCommand = changes.contains {
                $0.roomID == receipt.roomID && $0.cause == .command
            }
            #expect(byCommand == receipt.changed, story)
        case .applied: #expect(changes.isEmpty, story)
        case .rejected: #expect(changes.allSatisfy { $0.cause == .expiry }, story)
        }
        let hosts = rooms.values.filter { $0.head.state.occupiesHost }.map(\.head.hostID)
        #expect(Set(hosts).count == hosts.count, story)
    }
}
