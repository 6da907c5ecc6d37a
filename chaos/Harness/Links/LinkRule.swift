/// What happens to the bytes of one link.
package struct LinkRule: Hashable, Sendable {
    /// Nothing arrives until the rule is lifted; then it arrives late.
    ///
    /// That is what a cut is to TCP: connections do not break by themselves, and what was sent
    /// before may arrive long after both sides have given up and dialled anew.
    package var isHeld = false
    /// Every byte is late by so much, and by a random part of `jitter`; the order stays.
    package var delay: Duration = .zero
    package var jitter: Duration = .zero
    /// No more than so many bytes a second.
    package var bytesPerSecond: Int?
    /// Bytes arrive in random pieces of at most so many.
    package var pieceBytes: Int?

    package init(
        isHeld: Bool = false, delay: Duration = .zero, jitter: Duration = .zero,
        bytesPerSecond: Int? = nil, pieceBytes: Int? = nil
    ) {
        self.isHeld = isHeld
        self.delay = delay
        self.jitter = jitter
        self.bytesPerSecond = bytesPerSecond
        self.pieceBytes = pieceBytes
    }

    package static let free = LinkRule()
    package static let held = LinkRule(isHeld: true)

    /// Whether bytes are to wait before they go on.
    var isLate: Bool {
        self.delay > .zero || self.jitter > .zero || self.bytesPerSecond != nil
    }

    /// Both at once.
    func and(_ other: LinkRule) -> LinkRule {
        LinkRule(
            isHeld: self.isHeld || other.isHeld, delay: self.delay + other.delay,
            jitter: self.jitter + other.jitter,
            bytesPerSecond: Self.lower(self.bytesPerSecond, other.bytesPerSecond),
            pieceBytes: Self.lower(self.pieceBytes, other.pieceBytes))
    }

    private static func lower(_ first: Int?, _ second: Int?) -> Int? {
        guard let first, let second else { return first ?? second }
        return min(first, second)
    }
}
