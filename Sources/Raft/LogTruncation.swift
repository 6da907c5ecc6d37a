/// The prefix of the log that a node no longer needs: everything up to and with `index`.
package struct LogTruncation: Hashable, Sendable {
    package var index: LogIndex
    /// The term of the entry at `index`.
    package var term: Term

    package init(index: LogIndex, term: Term) {
        self.index = index
        self.term = term
    }
}
