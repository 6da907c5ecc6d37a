import ArgumentParser
import Foundation
import Linearizability

/// A history that was read, and the way out when it is none.
struct HistoryFile {
    let history: History

    /// Ends the program with exit code 2 and a sentence when the file is no history.
    static func read(_ path: String) throws -> HistoryFile {
        do {
            return HistoryFile(history: try History(contentsOf: path))
        } catch {
            throw Self.failure(error)
        }
    }

    func judged(_ model: HistoryModel, timeout: Duration) throws -> Verdict {
        let clock = ContinuousClock()
        let end = clock.now + timeout
        let judge = Judge(model: model, budget: SearchBudget(isOver: { clock.now > end }))
        do {
            return try judge.judge(self.history)
        } catch {
            throw Self.failure(error)
        }
    }

    /// Ends the program with the exit code that stands for a verdict.
    static func exit(after verdict: Verdict) throws {
        switch verdict.outcome {
        case .pass: break
        case .bad: throw ExitCode(1)
        case .invalid, .undecided: throw ExitCode(3)
        }
    }

    private static func failure(_ error: HistoryError) -> ExitCode {
        FileHandle.standardError.write(Data("error: \(error)\n".utf8))
        return ExitCode(2)
    }
}
