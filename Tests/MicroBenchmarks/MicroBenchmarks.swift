import Foundation

/// Performs the operations of one piece, once or twice as many, for whoever counts what they cost.
///
/// `Tests/MicroBenchmarks/run` counts. By itself the program only tells how long one operation
/// took, which depends on the machine and on what else runs there.
@main
enum MicroBenchmarks {
    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        do {
            switch (words.count, words.first) {
            case (1, "list"): Self.list()
            case (1...2, .some(let name)):
                try Self.perform(name, rounds: words.count == 2 ? words[1] : "2")
            default: throw BadInput("usage: MicroBenchmarks list | MicroBenchmarks PIECE [1|2]")
            }
        } catch {
            FileHandle.standardError.write(Data("MicroBenchmarks: \(error)\n".utf8))
            exit(1)
        }
        // Nothing is taken down: the two runs that are compared end alike.
        exit(0)
    }

    private static func list() {
        for piece in Piece.all {
            print(piece.name, piece.operations)
        }
    }

    private static func perform(_ name: String, rounds: String) throws {
        guard let piece = Piece.all.first(where: { $0.name == name }) else {
            let names = Piece.all.map(\.name).joined(separator: ", ")
            throw BadInput("there is no piece '\(name)'; there are \(names)")
        }
        guard let rounds = Int(rounds), (1...Piece.rounds).contains(rounds) else {
            throw BadInput("'\(rounds)' is no number of rounds: 1 or \(Piece.rounds)")
        }
        // As much is prepared for one round as for two, so that the difference of the two runs is
        // the operations alone.
        let work = try piece.prepare(Piece.rounds * piece.operations)
        let count = rounds * piece.operations
        let start = ContinuousClock.now
        try work(count)
        let elapsed = start.duration(to: .now) / count
        print(piece.name, count, "operations,", elapsed, "each")
    }
}

struct BadInput: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
