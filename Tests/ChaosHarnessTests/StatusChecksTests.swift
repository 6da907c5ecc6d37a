import ChaosHarness
import Foundation
import Testing

/// What the statuses of nodes give away while a run lasts.
struct StatusChecksTests {
    private static let ofNode =
        "the state of this node differed from the majority's at index 1024: its rooms are not"
    private static let ofNobody =
        "the nodes' states differ at index 1024 and none has a majority: writes are refused"

    @Test(arguments: [Self.ofNode, Self.ofNobody])
    func aNodeWhoseStateDiffersComplains(reason: String) {
        #expect(NodeComplaint.words(alarm: "", reason: reason) == reason)
    }

    @Test func anAlarmThatNoFaultExplainsIsAComplaint() {
        let alarm = "the state of node 3 differed from the majority's at index 1024"
        #expect(NodeComplaint.words(alarm: alarm, reason: "") == alarm)
        #expect(NodeComplaint.words(alarm: "what nobody has thought of", reason: "") != nil)
    }

    @Test(arguments: [
        ("", ""), ("", "no leader is known of its cluster, 12"),
        ("the disk of this node is full: it takes no more entries", ""),
        ("snapshot storage: Input/output error", ""),
    ])
    func whatFaultsBringAboutIsNone(alarm: String, reason: String) {
        #expect(NodeComplaint.words(alarm: alarm, reason: reason) == nil)
    }

    // Complaints are known by their words, so these must be the words of the service.
    @Test func theServiceUsesTheseWords() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Sources/RoomReplica/ReplicaHealth.swift")
        let text = try String(contentsOf: file, encoding: .utf8)
        for words in [
            "the state of this node differed", "the nodes' states differ",
            "\"the disk of this node ",
        ] { #expect(text.contains(words), "\(words)") }
    }

    @Test func digestsThatDifferAtOnePlaceAreToldAtOnceAndOnce() {
        var book = DigestBook()
        #expect(book.differing(node: 1, applied: 1024, digest: "aa").isEmpty)
        #expect(book.differing(node: 2, applied: 1024, digest: "aa").isEmpty)
        #expect(book.differing(node: 2, applied: 1025, digest: "ab").isEmpty)
        let told = book.differing(node: 3, applied: 1024, digest: "ff")
        #expect(told == [.init(node: 1, digest: "aa"), .init(node: 3, digest: "ff")])
        #expect(book.differing(node: 3, applied: 1024, digest: "ff").isEmpty)
        #expect(
            book.differing(node: 2, applied: 1024, digest: "fe")
                == [.init(node: 2, digest: "fe")])
    }

    @Test func nodesThatHaveNothingYetAreNotCompared() {
        var book = DigestBook()
        for (node, digest) in [(UInt64(1), "aa"), (2, "bb")] {
            #expect(book.differing(node: node, applied: 0, digest: digest).isEmpty)
        }
        #expect(book.differing(node: 1, applied: 1, digest: "").isEmpty)
    }

    // A long run must not fill the memory, nor nodes that differ the history.
    @Test func theBookIsBounded() {
        var book = DigestBook()
        for index in UInt64(1)...20_000 {
            #expect(book.differing(node: 1, applied: index, digest: "aa").isEmpty)
        }
        // Forgotten, so this is the first that is known there.
        #expect(book.differing(node: 2, applied: 1, digest: "bb").isEmpty)
        let told = (UInt64(19_000)...20_000).flatMap {
            book.differing(node: 2, applied: $0, digest: "bb")
        }
        #expect(told.count == 20)
    }
}
