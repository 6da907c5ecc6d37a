package import ByteCoding

/// The bytes of a `Message`.
///
/// Version 1.
///
/// ```
/// version:1  tag:1  from:varint  to:varint  term:varint  fields of the body
/// ```
package struct MessageCoding: Sendable {
    package static let version: UInt8 = 1

    private let entryCoding: EntryCoding

    package init(cluster: ClusterID, group: GroupID) {
        self.entryCoding = EntryCoding(cluster: cluster, group: group)
    }

    private enum Tag: UInt8 {
        case requestVote = 1
        case vote = 2
        case appendEntries = 3
        case appendAccepted = 4
        case appendRejected = 5
        case heartbeat = 6
        case heartbeatReply = 7
        case readIndex = 8
        case readIndexReply = 9
        case timeoutNow = 10
        case reminder = 11
    }

    package func encode(_ message: Message, into writer: inout ByteWriter) {
        writer.writeByte(Self.version)
        switch message.body {
        case .requestVote(let body):
            self.encodeHead(.requestVote, message, into: &writer)
            writer.writeVarint(body.campaignTerm.rawValue)
            writer.writeVarint(body.lastIndex.rawValue)
            writer.writeVarint(body.lastTerm.rawValue)
            writer.writeBool(body.isPreVote)
            writer.writeBool(body.isTransfer)
        case .vote(let body):
            self.encodeHead(.vote, message, into: &writer)
            writer.writeVarint(body.campaignTerm.rawValue)
            writer.writeBool(body.isPreVote)
            writer.writeBool(body.isGranted)
        case .appendEntries(let body):
            self.encodeHead(.appendEntries, message, into: &writer)
            writer.writeVarint(body.previousIndex.rawValue)
            writer.writeVarint(body.previousTerm.rawValue)
            writer.writeVarint(body.commitIndex.rawValue)
            writer.writeVarint(body.round)
            writer.writeVarint(UInt64(body.entries.count))
            for entry in body.entries {
                self.entryCoding.encode(entry, into: &writer)
            }
        case .appendAccepted(let body):
            self.encodeHead(.appendAccepted, message, into: &writer)
            writer.writeVarint(body.matchIndex.rawValue)
            writer.writeVarint(body.round)
        case .appendRejected(let body):
            self.encodeHead(.appendRejected, message, into: &writer)
            writer.writeVarint(body.previousIndex.rawValue)
            writer.writeVarint(body.hintIndex.rawValue)
            writer.writeVarint(body.hintTerm.rawValue)
            writer.writeVarint(body.round)
        case .heartbeat(let body):
            self.encodeHead(.heartbeat, message, into: &writer)
            writer.writeVarint(body.commitIndex.rawValue)
            writer.writeVarint(body.commitTerm.rawValue)
            writer.writeVarint(body.round)
        case .heartbeatReply(let body):
            self.encodeHead(.heartbeatReply, message, into: &writer)
            writer.writeVarint(body.round)
        case .readIndex(let body):
            self.encodeHead(.readIndex, message, into: &writer)
            writer.writeUInt64(body.request)
        case .readIndexReply(let body):
            self.encodeHead(.readIndexReply, message, into: &writer)
            writer.writeUInt64(body.request)
            writer.writeBool(body.index != nil)
            writer.writeVarint(body.index?.rawValue ?? 0)
        case .timeoutNow:
            self.encodeHead(.timeoutNow, message, into: &writer)
        case .reminder(let body):
            self.encodeHead(.reminder, message, into: &writer)
            writer.writeVarint(body.term.rawValue)
            writer.writeVarint(body.index.rawValue)
        }
    }

    package func decode(from reader: inout ByteReader) throws(DecodingFailure) -> Message {
        let version = try reader.readByte()
        guard version == Self.version else { throw .unknownVersion(UInt64(version)) }
        let tagByte = try reader.readByte()
        guard let tag = Tag(rawValue: tagByte) else {
            throw .invalid("a message has the unknown tag \(tagByte)")
        }
        let from = NodeID(try reader.readVarint())
        let to = NodeID(try reader.readVarint())
        let term = Term(try reader.readVarint())
        let body = try self.decodeBody(tag, from: &reader)
        return Message(from: from, to: to, term: term, body: body)
    }

    private func encodeHead(_ tag: Tag, _ message: Message, into writer: inout ByteWriter) {
        writer.writeByte(tag.rawValue)
        writer.writeVarint(message.from.rawValue)
        writer.writeVarint(message.to.rawValue)
        writer.writeVarint(message.term.rawValue)
    }

    private func decodeBody(
        _ tag: Tag, from reader: inout ByteReader
    ) throws(DecodingFailure) -> Message.Body {
        switch tag {
        case .requestVote:
            return .requestVote(
                RequestVote(
                    campaignTerm: Term(try reader.readVarint()),
                    lastIndex: LogIndex(try reader.readVarint()),
                    lastTerm: Term(try reader.readVarint()), isPreVote: try reader.readBool(),
                    isTransfer: try reader.readBool()))
        case .vote:
            return .vote(
                Vote(
                    campaignTerm: Term(try reader.readVarint()), isPreVote: try reader.readBool(),
                    isGranted: try reader.readBool()))
        case .appendEntries:
            return .appendEntries(try self.decodeAppend(from: &reader))
        case .appendAccepted:
            return .appendAccepted(
                AppendAccepted(
                    matchIndex: LogIndex(try reader.readVarint()), round: try reader.readVarint()))
        case .appendRejected:
            return .appendRejected(
                AppendRejected(
                    previousIndex: LogIndex(try reader.readVarint()),
                    hintIndex: LogIndex(try reader.readVarint()),
                    hintTerm: Term(try reader.readVarint()), round: try reader.readVarint()))
        case .heartbeat:
            return .heartbeat(
                Heartbeat(
                    commitIndex: LogIndex(try reader.readVarint()),
                    commitTerm: Term(try reader.readVarint()), round: try reader.readVarint()))
        case .heartbeatReply:
            return .heartbeatReply(HeartbeatReply(round: try reader.readVarint()))
        case .readIndex:
            return .readIndex(ReadIndexRequest(request: try reader.readUInt64()))
        case .readIndexReply:
            let request = try reader.readUInt64()
            let isConfirmed = try reader.readBool()
            let index = LogIndex(try reader.readVarint())
            guard isConfirmed || index == .zero else {
                throw .invalid("an unconfirmed read carries the index \(index)")
            }
            return .readIndexReply(
                ReadIndexReply(request: request, index: isConfirmed ? index : nil))
        case .timeoutNow:
            return .timeoutNow
        case .reminder:
            return .reminder(
                Reminder(
                    term: Term(try reader.readVarint()), index: LogIndex(try reader.readVarint())))
        }
    }

    private func decodeAppend(
        from reader: inout ByteReader
    ) throws(DecodingFailure) -> AppendEntries {
        let previousIndex = LogIndex(try reader.readVarint())
        let previousTerm = Term(try reader.readVarint())
        let commitIndex = LogIndex(try reader.readVarint())
        let round = try reader.readVarint()
        let count = try reader.readCount(
            limit: Limits.appendEntries, minimumItemSize: EntryCoding.overhead)
        guard previousIndex.rawValue < UInt64.max - UInt64(count) else {
            throw .invalid("the previous index \(previousIndex) leaves no room for entries")
        }
        var entries: [Entry] = []
        entries.reserveCapacity(count)
        for offset in 0..<count {
            let entry = try self.entryCoding.decode(from: &reader)
            let expected = previousIndex.advanced(by: offset + 1)
            guard entry.index == expected else {
                throw .invalid("an entry has the index \(entry.index) in the slot of \(expected)")
            }
            if entry.kind == .membership {
                // Refused here, before it is in the log: every node acts on it when it is appended.
                _ = try Membership(payload: entry.payload)
            }
            entries.append(entry)
        }
        return AppendEntries(
            previousIndex: previousIndex, previousTerm: previousTerm, entries: entries,
            commitIndex: commitIndex, round: round)
    }
}
