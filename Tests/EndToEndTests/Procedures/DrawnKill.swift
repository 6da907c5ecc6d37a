import Foundation
import Raft

/// The kill -9 in the middle of a procedure: a seed draws whom it hits, and when.
struct DrawnKill: Sendable, CustomStringConvertible {
    /// The seed of all draws, unless told; another one makes other stories.
    static let seed =
        ProcessInfo.processInfo.environment["ROOMKEEPER_PROCEDURE_SEED"].flatMap { UInt64($0) } ?? 1

    private let procedure: String
    /// How many more writes are acknowledged before it comes.
    let writes: Int
    private let choice: UInt64
    /// Which node the procedure is about, where it can be any.
    private let subject: UInt64

    /// - Parameter number: of the procedure, so that each has draws of its own.
    init(of procedure: String, number: Int, span: UInt64) {
        var generator = SplitMix64(seed: Self.seed &* 1_000 &+ UInt64(number))
        self.procedure = procedure
        self.writes = Int(generator.next(below: span))
        self.choice = generator.next()
        self.subject = generator.next()
    }

    /// Whom it hits, of those that run then.
    func node(of running: [UInt64]) -> UInt64 {
        running[Int(self.choice % UInt64(running.count))]
    }

    func subject(of nodes: [UInt64]) -> UInt64 {
        nodes[Int(self.subject % UInt64(nodes.count))]
    }

    var description: String {
        "\(self.procedure): seed \(Self.seed) kills after \(self.writes) writes"
    }
}
