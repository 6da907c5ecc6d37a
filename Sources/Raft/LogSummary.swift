/// What a node must know of its stored log to take part: everything but the entries' payloads.
package struct LogSummary: Equatable, Sendable {
    /// The first run of consecutive indexes that share a term.
    package struct TermRun: Hashable, Sendable {
        package var first: LogIndex
        package var term: Term

        package init(first: LogIndex, term: Term) {
            self.first = first
            self.term = term
        }
    }

    /// The index before the first stored entry: what a snapshot covers.
    package var truncatedIndex: LogIndex
    /// The term of the entry at `truncatedIndex`.
    package var truncatedTerm: Term
    /// The last stored entry; equal to `truncatedIndex` when none is stored.
    package var lastIndex: LogIndex
    /// Ascending in both fields; the first one begins after `truncatedIndex`.
    package var termRuns: [TermRun]

    package static let empty = LogSummary(
        truncatedIndex: .zero, truncatedTerm: .zero, lastIndex: .zero, termRuns: [])

    package init(
        truncatedIndex: LogIndex, truncatedTerm: Term, lastIndex: LogIndex, termRuns: [TermRun]
    ) {
        self.truncatedIndex = truncatedIndex
        self.truncatedTerm = truncatedTerm
        self.lastIndex = lastIndex
        self.termRuns = termRuns
    }
}
