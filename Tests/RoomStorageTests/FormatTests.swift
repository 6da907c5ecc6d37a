import ByteCoding
import Foundation
import Raft
import RoomReplica
import RoomState
import RoomStorage
import Testing

/// Data directories that earlier builds wrote, recorded by `Tests/Formats/record`.
@Suite struct FormatTests {
    static let recorded = ["level-1", "level-2"]

    /// How far the recorded node was.
    private struct RecordedNode: Decodable {
        let appliedIndex: UInt64
        let stateDigest: String
        let rooms: UInt64
    }

    /// The parts of a room that are compared beside the digest, as the recorded build showed them.
    private struct RecordedRoom: Decodable {
        struct Info: Decodable {
            let title: String
        }

        let roomId: String
        let revision: String
        let ownerId: String
        let state: String
        let info: Info
    }

    @Test(arguments: Self.recorded)
    func aRecordedDirectoryIsOpenedAndReplayed(_ name: String) throws {
        let directory = TemporaryDirectory()
        let path = try Self.unpack(name, in: directory)
        let opened = try Fixtures.open(path)
        var applier = try RoomApplier(group: .first, reader: opened.state)
        let stored = applier.applied.index
        let last = try opened.log.recover().summary.lastIndex
        let node: RecordedNode = try Self.read("node", of: name)
        #expect(last == LogIndex(node.appliedIndex))
        #expect(stored > .zero && stored < last, "both a stored state and a log after it")
        let rest = try opened.log.entries(from: stored.next, through: last, maxBytes: 1 << 20)
        let result = try applier.apply(rest)
        #expect(result.applied.digest.description == node.stateDigest)
        #expect(result.roomCount == node.rooms)
        try opened.state.write(try applier.takeChanges())

        let rooms: [RecordedRoom] = try Self.read("rooms", of: name)
        #expect(rooms.count == Int(node.rooms))
        for recorded in rooms {
            let id = try #require(RoomID(recorded.roomId))
            let room = try #require(try RoomRecords.room(id, in: opened.state))
            #expect(String(room.revision) == recorded.revision)
            #expect(room.head.ownerID.rawValue == recorded.ownerId)
            #expect("\(room.head.state)".uppercased() == recorded.state)
            #expect(room.info.title == recorded.info.title)
        }
    }

    @Test func everyRecordedFormatIsTried() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(names.sorted() == Self.recorded)
        // A new feature level is not released without a record of what it writes.
        #expect(names.contains("level-\(FeatureLevel.newest)"))
    }

    @Test func theLevelOfARecordedDirectoryIsTheOneThatItReached() throws {
        for (name, level) in [("level-1", FeatureLevel.first), ("level-2", .logged)] {
            let directory = TemporaryDirectory()
            let opened = try Fixtures.open(try Self.unpack(name, in: directory))
            #expect(try AppliedState.recover(from: opened.state).featureLevel == level)
        }
    }

    private static var folder: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Formats")
    }

    private static func unpack(_ name: String, in directory: TemporaryDirectory) throws -> String {
        let archive = Self.folder.appendingPathComponent("\(name)/data.tar.gz")
        let tar = try Process.run(
            URL(fileURLWithPath: "/usr/bin/env"),
            arguments: ["tar", "--extract", "--file", archive.path, "-C", directory.path])
        tar.waitUntilExit()
        #expect(tar.terminationStatus == 0)
        return "\(directory.path)/data"
    }

    private static func read<Content: Decodable>(
        _ file: String, of name: String
    ) throws -> Content {
        let url = Self.folder.appendingPathComponent("\(name)/\(file).json")
        return try JSONDecoder().decode(Content.self, from: try Data(contentsOf: url))
    }
}
