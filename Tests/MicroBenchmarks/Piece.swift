/// A part of the way of a request that is walked for every one of them.
struct Piece: Sendable {
    /// Rounds that are prepared for; a run performs one of them or all.
    static let rounds = 2

    let name: String
    /// Operations of a round.
    let operations: Int
    /// Makes everything that so many operations need; what it returns performs the first ones.
    let prepare: @Sendable (_ operations: Int) throws -> (_ count: Int) throws -> Void

    static let all = [
        Self.envelope, Self.command, Self.apply, Self.store, Self.logEntry, Self.logAppend,
        Self.serveWrite, Self.serveRead, Self.forward,
    ]
}

/// A piece did not do what it is there for, so its count means nothing.
struct WrongResult: Error, CustomStringConvertible {
    let description: String

    init(_ piece: String, _ what: String) {
        self.description = "\(piece): \(what)"
    }
}
