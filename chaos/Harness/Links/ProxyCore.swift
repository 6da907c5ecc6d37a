package import NIOCore

/// What the proxies know: the rules, and the connections that obey them.
///
/// Lives on the proxies' event loop, like everything it holds.
package final class ProxyCore {
    package let loop: any EventLoop
    private var counts: [Link: LinkCounts] = [:]
    private var rules: [Link: [Int: LinkRule]] = [:]
    private var combined: [Link: LinkRule] = [:]
    private var connections: [ObjectIdentifier: ProxiedConnection] = [:]
    private var generator: SeededGenerator

    package init(loop: any EventLoop, seed: UInt64) {
        self.loop = loop
        self.generator = SeededGenerator(seed: seed)
    }

    /// What all faults together make of a link.
    package func rule(of link: Link) -> LinkRule { self.combined[link] ?? .free }

    /// - Parameter fault: who wants it; a link obeys the rules of all faults at once.
    package func set(_ rule: LinkRule, on links: [Link], by fault: Int) {
        for link in links { self.rules[link, default: [:]][fault] = rule }
        self.combine()
    }

    /// Lifts the rules of one fault.
    package func lift(_ fault: Int) {
        for link in self.rules.keys { self.rules[link]?[fault] = nil }
        self.combine()
    }

    /// Lifts every rule.
    func heal() {
        self.rules = [:]
        self.combine()
    }

    private func combine() {
        self.combined = self.rules.mapValues { rules in
            rules.values.reduce(.free) { $0.and($1) }
        }
        for connection in self.connections.values {
            connection.up.pump()
            connection.down.pump()
        }
    }

    func reset(_ links: [Link]) {
        for connection in self.connections.values
        where links.contains(where: { connection.uses($0) }) {
            connection.reset()
        }
    }

    func add(_ connection: ProxiedConnection) {
        self.connections[ObjectIdentifier(connection)] = connection
    }

    func forget(_ connection: ProxiedConnection) {
        self.connections[ObjectIdentifier(connection)] = nil
    }

    /// Puts down that something was done on a link.
    func count(_ part: WritableKeyPath<LinkCounts, Int>, _ amount: Int = 1, on link: Link?) {
        guard let link else { return }
        self.counts[link, default: LinkCounts()][keyPath: part] += amount
    }

    package func counts(of links: [Link]) -> LinkCounts {
        links.compactMap { self.counts[$0] }.reduce(LinkCounts()) { $0 + $1 }
    }

    func random(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &self.generator) }

    func randomFraction() -> Double { .random(in: 0..<1, using: &self.generator) }
}
