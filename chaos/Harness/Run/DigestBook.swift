/// The digests of their states that nodes have told, by how much they had applied.
package struct DigestBook: Sendable {
    package struct Entry: Equatable, Sendable {
        package let node: UInt64
        package let digest: String

        package init(node: UInt64, digest: String) {
            self.node = node
            self.digest = digest
        }
    }

    /// Places of the log that are remembered; the lowest go first.
    private static let kept = 8192
    /// Entries that are told of one run: nodes that differ once mostly go on differing.
    private static let mostTold = 20

    private var first: [UInt64: Entry] = [:]
    /// What was told already, so that nothing is told twice.
    private var told: [UInt64: [Entry]] = [:]
    private var toldCount = 0

    package init() {}

    /// Takes what a node says of itself.
    ///
    /// - Returns: this entry and the one that it contradicts, each the first time only.
    package mutating func differing(
        node: UInt64, applied: UInt64, digest: String
    ) -> [Entry] {
        // A node that has nothing yet has nothing to be compared by.
        guard applied > 0, !digest.isEmpty else { return [] }
        let entry = Entry(node: node, digest: digest)
        guard let other = self.first[applied] else {
            self.first[applied] = entry
            self.forgetLowest()
            return []
        }
        guard other.digest != digest, self.toldCount < Self.mostTold else { return [] }
        let fresh = [other, entry].filter { self.told[applied]?.contains($0) != true }
        self.told[applied, default: []] += fresh
        self.toldCount += fresh.count
        return fresh
    }

    /// In halves, so that it costs little for each entry.
    private mutating func forgetLowest() {
        guard self.first.count > Self.kept else { return }
        for index in self.first.keys.sorted().prefix(Self.kept / 2) { self.first[index] = nil }
    }
}
