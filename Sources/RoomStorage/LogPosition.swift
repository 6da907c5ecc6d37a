package import ByteCoding
package import Raft

/// An index and its term: what lies before the first entry, or how far a peer acknowledged.
package struct LogPosition: Hashable, Sendable {
    package var index: LogIndex
    package var term: Term

    package func encode(into writer: inout ByteWriter) {
        writer.writeUInt64(self.index.rawValue)
        writer.writeUInt64(self.term.rawValue)
    }

    package init(index: LogIndex, term: Term) {
        self.index = index
        self.term = term
    }

    package init(from reader: inout ByteReader) throws(DecodingFailure) {
        self.index = LogIndex(try reader.readUInt64())
        self.term = Term(try reader.readUInt64())
    }
}
