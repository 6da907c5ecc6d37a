package import ByteCoding
package import Raft

/// What every batch of the log repeats: the hard state and where the log ends.
///
/// It is repeated although it may not have changed so that no damage in the middle of the
/// write-ahead log can take a vote back and leave what was written after it.
package struct GroupState: Hashable, Sendable {
    package var hardState: HardState
    package var lastIndex: LogIndex
    package var lastTerm: Term

    package func encode(into writer: inout ByteWriter) {
        writer.writeUInt64(self.hardState.term.rawValue)
        #if PLANTED_DEFECTS
        let vote = PlantedDefect.voteNotPersisted.isChosen ? nil : self.hardState.votedFor
        #else
        let vote = self.hardState.votedFor
        #endif
        writer.writeBool(vote != nil)
        if let node = vote {
            writer.writeUInt64(node.rawValue)
        }
        writer.writeUInt64(self.hardState.commitIndex.rawValue)
        writer.writeUInt64(self.lastIndex.rawValue)
        writer.writeUInt64(self.lastTerm.rawValue)
    }

    package init(hardState: HardState, lastIndex: LogIndex, lastTerm: Term) {
        self.hardState = hardState
        self.lastIndex = lastIndex
        self.lastTerm = lastTerm
    }

    package init(from reader: inout ByteReader) throws(DecodingFailure) {
        let term = Term(try reader.readUInt64())
        var votedFor: NodeID?
        if try reader.readBool() {
            let node = NodeID(try reader.readUInt64())
            guard node.rawValue != 0 else { throw .invalid("the vote is for the node id 0") }
            votedFor = node
        }
        self.hardState = HardState(
            term: term, votedFor: votedFor, commitIndex: LogIndex(try reader.readUInt64()))
        self.lastIndex = LogIndex(try reader.readUInt64())
        self.lastTerm = Term(try reader.readUInt64())
    }
}
