package import ByteCoding
package import Raft
internal import RoomState

/// The bytes of a `ReplicaFrame`, the payload of a frame of the peer protocol.
///
/// Version 1.
///
/// ```
/// version:1  group time:varint  wall clock:varint  disk:1
/// { tag:1  message }…  to the end of the payload
/// ```
package struct ReplicaFrameCoding: Sendable {
    package static let version: UInt8 = 1

    private let messageCoding: MessageCoding

    package init(cluster: ClusterID, group: GroupID) {
        self.messageCoding = MessageCoding(cluster: cluster, group: group)
    }

    private enum Tag: UInt8 {
        case raft = 1
        case forward = 2
        case forwardAnswers = 3
        case digest = 4
        case snapshot = 5
        case heartbeats = 6
        case heartbeatsAnswer = 7
    }

    private enum AnswerTag: UInt8 {
        case applied = 1
        case notLeader = 2
        case overloaded = 3
        case diskIsLow = 4
    }

    /// Encodes into as many payloads as `Limits.frameBytes` asks for; one as a rule.
    package func encode(_ frame: ReplicaFrame) -> [[UInt8]] {
        var payloads: [[UInt8]] = []
        var writer = self.begin(frame)
        let headCount = writer.count
        var items = 0
        for message in frame.messages {
            if writer.count > headCount,
                writer.count >= Limits.frameBytes || items == Limits.frameItems
            {
                payloads.append(writer.bytes)
                writer = self.begin(frame)
                items = 0
            }
            self.encode(message, into: &writer)
            items += 1
        }
        payloads.append(writer.bytes)
        return payloads
    }

    package func decode(_ payload: [UInt8]) throws(DecodingFailure) -> ReplicaFrame {
        var reader = ByteReader(payload)
        let version = try reader.readByte()
        guard version == Self.version else { throw .unknownVersion(UInt64(version)) }
        let groupTime = try GroupTime(from: &reader)
        let wall = try reader.readVarint()
        let diskByte = try reader.readByte()
        guard let disk = DiskLevel(rawValue: diskByte) else {
            throw .invalid("a frame has the unknown disk level \(diskByte)")
        }
        var messages: [ReplicaMessage] = []
        while !reader.isAtEnd {
            guard messages.count < Limits.frameItems else {
                throw .limitExceeded(
                    limit: Limits.frameItems, actual: UInt64(messages.count) + 1)
            }
            messages.append(try self.decodeMessage(from: &reader))
        }
        return ReplicaFrame(
            groupTime: groupTime, wallMilliseconds: wall, disk: disk, messages: messages)
    }

    private func begin(_ frame: ReplicaFrame) -> ByteWriter {
        var writer = ByteWriter(capacity: 512)
        writer.writeByte(Self.version)
        frame.groupTime.encode(into: &writer)
        writer.writeVarint(frame.wallMilliseconds)
        writer.writeByte(frame.disk.rawValue)
        return writer
    }

    private func encode(_ message: ReplicaMessage, into writer: inout ByteWriter) {
        switch message {
        case .raft(let message):
            writer.writeByte(Tag.raft.rawValue)
            self.messageCoding.encode(message, into: &writer)
        case .forward(let commands):
            writer.writeByte(Tag.forward.rawValue)
            writer.writeVarint(UInt64(commands.count))
            for command in commands {
                writer.writeUInt64(command.ticket)
                writer.writeBytes(command.command)
            }
        case .forwardAnswers(let answers):
            writer.writeByte(Tag.forwardAnswers.rawValue)
            writer.writeVarint(UInt64(answers.count))
            for answer in answers {
                writer.writeUInt64(answer.ticket)
                self.encode(answer.result, into: &writer)
            }
        case .digest(let report):
            writer.writeByte(Tag.digest.rawValue)
            writer.writeVarint(report.index.rawValue)
            report.digest.encode(into: &writer)
        case .snapshot(let message):
            writer.writeByte(Tag.snapshot.rawValue)
            message.encode(into: &writer)
        case .heartbeats(let heartbeats):
            writer.writeByte(Tag.heartbeats.rawValue)
            heartbeats.encode(into: &writer)
        case .heartbeatsAnswer(let answer):
            writer.writeByte(Tag.heartbeatsAnswer.rawValue)
            answer.encode(into: &writer)
        }
    }

    private func encode(_ result: ForwardAnswer.Result, into writer: inout ByteWriter) {
        switch result {
        case .applied(let applied):
            writer.writeByte(AnswerTag.applied.rawValue)
            writer.writeVarint(applied.index.rawValue)
            applied.groupTime.encode(into: &writer)
            applied.outcome.encode(into: &writer)
        case .notLeader:
            writer.writeByte(AnswerTag.notLeader.rawValue)
        case .overloaded:
            writer.writeByte(AnswerTag.overloaded.rawValue)
        case .diskIsLow:
            writer.writeByte(AnswerTag.diskIsLow.rawValue)
        }
    }

    private func decodeMessage(
        from reader: inout ByteReader
    ) throws(DecodingFailure) -> ReplicaMessage {
        let tagByte = try reader.readByte()
        guard let tag = Tag(rawValue: tagByte) else {
            throw .invalid("a replica message has the unknown tag \(tagByte)")
        }
        switch tag {
        case .raft:
            return .raft(try self.messageCoding.decode(from: &reader))
        case .forward:
            let count = try reader.readCount(limit: Limits.frameItems, minimumItemSize: 9)
            var commands: [ForwardedCommand] = []
            commands.reserveCapacity(count)
            for _ in 0..<count {
                let ticket = try reader.readUInt64()
                let command = try reader.readBytes(limit: Limits.commandBytes)
                // What every replica will have to decode is refused here, before it is in the log.
                _ = try LoggedCommand(decoding: command)
                commands.append(ForwardedCommand(ticket: ticket, command: command))
            }
            return .forward(commands)
        case .forwardAnswers:
            let count = try reader.readCount(limit: Limits.frameItems, minimumItemSize: 9)
            var answers: [ForwardAnswer] = []
            answers.reserveCapacity(count)
            for _ in 0..<count {
                let ticket = try reader.readUInt64()
                answers.append(
                    ForwardAnswer(ticket: ticket, result: try self.decodeResult(from: &reader)))
            }
            return .forwardAnswers(answers)
        case .digest:
            let index = LogIndex(try reader.readVarint())
            return .digest(DigestReport(index: index, digest: try StableHash(from: &reader)))
        case .snapshot:
            return .snapshot(try SnapshotMessage(from: &reader))
        case .heartbeats:
            return .heartbeats(try ForwardedHeartbeats(from: &reader))
        case .heartbeatsAnswer:
            return .heartbeatsAnswer(try HeartbeatsAnswer(from: &reader))
        }
    }

    private func decodeResult(
        from reader: inout ByteReader
    ) throws(DecodingFailure) -> ForwardAnswer.Result {
        let tagByte = try reader.readByte()
        guard let tag = AnswerTag(rawValue: tagByte) else {
            throw .invalid("an answer has the unknown tag \(tagByte)")
        }
        switch tag {
        case .applied:
            let index = LogIndex(try reader.readVarint())
            let groupTime = try GroupTime(from: &reader)
            return .applied(
                AppliedOutcome(
                    index: index, outcome: try RoomOutcome(from: &reader), groupTime: groupTime))
        case .notLeader:
            return .notLeader
        case .overloaded:
            return .overloaded
        case .diskIsLow:
            return .diskIsLow
        }
    }
}
