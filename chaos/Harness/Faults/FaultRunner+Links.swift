extension FaultRunner {
    /// Cuts, delays, narrows, shreds and resets.
    func beginLinkFault(
        _ generator: inout SeededGenerator
    ) async throws -> ActiveFault {
        let members = await self.cluster.members
        switch self.planned.fault {
        case .isolateLeader, .isolateOne, .leaderMute, .leaderDeaf, .slowLeader, .flap:
            return try await self.beginAroundOne(members, &generator)
        case .split, .bridge, .ring, .cutLink:
            return try await self.beginCut(members, &generator)
        case .cutClients, .cutAnswers, .resetClients:
            return try await self.beginBetweenClients(&generator)
        case .slowLinks:
            let late = Int.random(in: 5...80, using: &generator)
            let rule = LinkRule(delay: .milliseconds(late), jitter: .milliseconds(late))
            return try await self.rule(
                rule, on: Self.all(members), "all links are \(late) to \(2 * late) ms late")
        case .narrowLinks:
            let rate = Int.random(in: 20...200, using: &generator) << 10
            return try await self.rule(
                LinkRule(bytesPerSecond: rate), on: Self.all(members),
                "\(rate >> 10) KiB a second on each link")
        case .shredLinks:
            let most = Int.random(in: 1...64, using: &generator)
            return try await self.rule(
                LinkRule(pieceBytes: most), on: Self.all(members),
                "bytes arrive in pieces of up to \(most)")
        default:
            return try await self.resetAgain(Self.all(members), &generator)
        }
    }

    /// What clients and one node send each other.
    private func beginBetweenClients(
        _ generator: inout SeededGenerator
    ) async throws -> ActiveFault {
        let id = try await self.claimOne(&generator)
        await self.release()
        let asked = Link(from: .clients, to: .node(id))
        let answered = Link(from: .node(id), to: .clients)
        switch self.planned.fault {
        case .cutAnswers:
            return try await self.rule(
                .held, on: [answered], "n\(id) hears clients, and they do not hear it")
        case .resetClients:
            return try await self.resetAgain([asked], &generator)
        default:
            return try await self.rule(
                .held, on: [asked, answered], "no client reaches n\(id)")
        }
    }

    private func beginAroundOne(
        _ members: [UInt64],
        _ generator: inout SeededGenerator
    ) async throws -> ActiveFault {
        // Links may be hurt whatever else befalls their nodes, so nothing stays claimed.
        let id: UInt64
        if self.planned.fault == .isolateOne {
            id = try await self.claimOne(&generator)
            await self.release()
        } else {
            id = try await self.findLeader()
        }
        let others = members.filter { $0 != id }
        let out = others.map { Link(from: .node(id), to: .node($0)) }
        let back = others.map { Link(from: .node($0), to: .node(id)) }
        switch self.planned.fault {
        case .leaderMute:
            return try await self.rule(.held, on: out, "nothing that n\(id) sends arrives")
        case .leaderDeaf:
            return try await self.rule(.held, on: back, "nothing arrives at n\(id)")
        case .slowLeader:
            let late = Int.random(in: 10...150, using: &generator)
            let rule = LinkRule(delay: .milliseconds(late), jitter: .milliseconds(late / 2))
            return try await self.rule(
                rule, on: out + back, "the links of n\(id) are \(late) ms late")
        case .flap:
            return try await self.flap(
                id, out + back, &generator)
        default:
            return try await self.rule(.held, on: out + back, "n\(id) is cut off")
        }
    }

    private func beginCut(
        _ members: [UInt64],
        _ generator: inout SeededGenerator
    ) async throws -> ActiveFault {
        let order = members.shuffled(using: &generator)
        let half = (order.count - 1) / 2
        switch self.planned.fault {
        case .split:
            let minority = Array(order.prefix(max(half, 1)))
            let majority = Array(order.dropFirst(max(half, 1)))
            return try await self.rule(
                .held, on: Self.between(minority, majority),
                "\(Self.names(minority)) | \(Self.names(majority))")
        case .bridge:
            let left = Array(order.dropFirst().prefix(half))
            let right = Array(order.dropFirst(1 + half))
            return try await self.rule(
                .held, on: Self.between(left, right),
                "\(Self.names(left)) - \(Self.names([order[0]])) - \(Self.names(right))")
        case .ring:
            let links = order.indices.flatMap { index in
                order.indices.filter { other in
                    let apart = abs(index - other)
                    return apart > 1 && apart < order.count - 1
                }.map { Link(from: .node(order[index]), to: .node(order[$0])) }
            }
            // Three nodes are neighbours all of them; there the ring is open.
            let open = links.isEmpty ? Self.between([order[0]], [order[order.count - 1]]) : links
            return try await self.rule(.held, on: open, "ring of \(Self.names(order))")
        default:
            // Two that have something to say to each other.
            var pair: [UInt64] = []
            try await Waiting.until("two nodes run", within: Self.patience) {
                pair = await self.cluster.running
                return pair.count >= 2
            }
            pair = Array(pair.shuffled(using: &generator).prefix(2))
            return try await self.rule(
                .held, on: Self.between([pair[0]], [pair[1]]),
                "\(Self.names([pair[0]])) | \(Self.names([pair[1]]))")
        }
    }

    /// Sets a rule until the fault ends; it took hold when a byte met it.
    private func rule(
        _ rule: LinkRule, on links: [Link], _ detail: String
    ) async throws -> ActiveFault {
        let proxies = self.cluster.links
        let before = try await proxies.counts(of: links)
        try await proxies.set(rule, on: links, by: self.number)
        return ActiveFault(nodes: [], detail: detail) {
            let counts = try await proxies.counts(of: links) - before
            try await proxies.lift(self.number)
            let met = counts.heldBytes + counts.delayedPieces + counts.splitPieces
            return met > 0 ? nil : "no byte met the rule"
        }
    }

    private func flap(
        _ id: UInt64, _ links: [Link], _ generator: inout SeededGenerator
    ) async throws -> ActiveFault {
        let proxies = self.cluster.links
        let before = try await proxies.counts(of: links)
        let deadline = ContinuousClock.now + .seconds(self.planned.lasts)
        var cuts = 0
        while ContinuousClock.now < deadline {
            try await proxies.set(.held, on: links, by: self.number)
            try await Task.sleep(for: .milliseconds(.random(in: 20...250, using: &generator)))
            try await proxies.lift(self.number)
            cuts += 1
            try await Task.sleep(for: .milliseconds(.random(in: 20...250, using: &generator)))
        }
        let held = (try await proxies.counts(of: links) - before).heldBytes
        return ActiveFault(nodes: [], detail: "the links of n\(id) cut and joined \(cuts) times") {
            held > 0 ? nil : "no byte met a cut"
        }
    }

    private func resetAgain(
        _ links: [Link], _ generator: inout SeededGenerator
    ) async throws -> ActiveFault {
        let proxies = self.cluster.links
        let before = try await proxies.counts(of: links)
        let deadline = ContinuousClock.now + .seconds(self.planned.lasts)
        while ContinuousClock.now < deadline {
            try await proxies.reset(links)
            try await Task.sleep(for: .milliseconds(.random(in: 50...700, using: &generator)))
        }
        let resets = (try await proxies.counts(of: links) - before).resetConnections
        return ActiveFault(nodes: [], detail: "\(resets) connections were reset") {
            resets > 0 ? nil : "there was no connection to reset"
        }
    }

    static func between(_ left: [UInt64], _ right: [UInt64]) -> [Link] {
        left.flatMap { one in
            right.flatMap { other in
                [
                    Link(from: .node(one), to: .node(other)),
                    Link(from: .node(other), to: .node(one)),
                ]
            }
        }
    }

    static func all(_ members: [UInt64]) -> [Link] {
        members.flatMap { from in
            members.filter { $0 != from }.map { Link(from: .node(from), to: .node($0)) }
        }
    }
}
