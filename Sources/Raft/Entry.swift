/// One slot of the replicated log (Raft §5.3).
package struct Entry: Hashable, Sendable {
    package enum Kind: UInt8, Sendable {
        /// Appended by a new leader so that it can commit what came before (Raft §8).
        case noop = 0
        /// A command of the state machine, opaque here.
        case command = 1
        /// A `Membership`, effective as soon as it is appended (dissertation §4.1).
        case membership = 2
    }

    package var index: LogIndex
    package var term: Term
    package var kind: Kind
    package var payload: [UInt8]

    package init(index: LogIndex, term: Term, kind: Kind, payload: [UInt8] = []) {
        self.index = index
        self.term = term
        self.kind = kind
        self.payload = payload
    }

    /// What the entry counts against byte limits: the payload and the fixed part of its record.
    package var size: Int { self.payload.count + EntryCoding.overhead }
}
