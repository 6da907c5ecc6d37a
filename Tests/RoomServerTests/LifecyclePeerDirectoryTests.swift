import PeerTransport
import Raft
import RoomServer
import Testing

/// Whom a node dials, as members come and go.
@Suite struct LifecyclePeerDirectoryTests {
    private static func endpoint(_ port: UInt16) -> PeerEndpoint {
        PeerEndpoint(host: "10.0.0.1", port: port)
    }

    /// A directory of node 1 with members 1, 2 and 3 at ports 1, 2 and 3.
    private static func directory() -> PeerDirectory {
        var directory = PeerDirectory(node: NodeID(1))
        _ = directory.adopt(self.members([1, 2, 3]), removed: [])
        return directory
    }

    private static func members(_ nodes: [UInt64]) -> [NodeID: PeerEndpoint] {
        Dictionary(
            uniqueKeysWithValues: nodes.map { (NodeID($0), self.endpoint(UInt16($0))) })
    }

    private static func meet(
        _ node: UInt64, at port: UInt16, _ directory: inout PeerDirectory, isNews: Bool,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let changed = directory.introduce(NodeID(node), at: self.endpoint(port))
        #expect(changed == isNews, sourceLocation: sourceLocation)
    }

    private static func dialled(_ directory: PeerDirectory) -> [UInt64] {
        directory.endpoints.keys.map(\.rawValue).sorted()
    }

    @Test func theOtherMembersAreDialled() {
        #expect(Self.directory().endpoints == Self.members([2, 3]))
    }

    @Test func aNodeThatLeftIsDialledUntilItHasBeenTold() {
        var directory = Self.directory()
        let gone = directory.adopt(Self.members([1, 2]), removed: [NodeID(3)])
        #expect(gone == [NodeID(3)])
        #expect(directory.endpoints == Self.members([2, 3]))
        directory.forget(gone)
        #expect(directory.endpoints == Self.members([2]))
    }

    @Test func aChangeThatIsRolledBackEndsTheFarewell() {
        var directory = Self.directory()
        let gone = directory.adopt(Self.members([1, 2]), removed: [NodeID(3)])
        let goneThen = directory.adopt(Self.members([1, 2, 3]), removed: [])
        #expect(goneThen == [])
        directory.forget(gone)
        #expect(directory.endpoints == Self.members([2, 3]))
    }

    @Test func aStrangerIsDialledWhereItSays() {
        var directory = Self.directory()
        Self.meet(4, at: 40, &directory, isNews: true)
        #expect(directory.endpoints[NodeID(4)] == Self.endpoint(40))
        // The same again is no news; another endpoint is.
        Self.meet(4, at: 40, &directory, isNews: false)
        Self.meet(4, at: 41, &directory, isNews: true)
        #expect(directory.endpoints[NodeID(4)] == Self.endpoint(41))
    }

    @Test func aMemberIsDialledWhereTheLogSays() {
        var directory = Self.directory()
        Self.meet(2, at: 20, &directory, isNews: false)
        Self.meet(1, at: 10, &directory, isNews: false)
        #expect(directory.endpoints == Self.members([2, 3]))
        // Also a stranger, once the log has it.
        Self.meet(4, at: 40, &directory, isNews: true)
        _ = directory.adopt(Self.members([1, 2, 3, 4]), removed: [])
        #expect(directory.endpoints == Self.members([2, 3, 4]))
    }

    @Test func aRemovedNodeIsNoStranger() {
        var directory = Self.directory()
        Self.meet(4, at: 40, &directory, isNews: true)
        _ = directory.adopt(Self.members([1, 2, 3]), removed: [NodeID(4)])
        #expect(Self.dialled(directory) == [2, 3])
        Self.meet(4, at: 40, &directory, isNews: false)
    }

    @Test func theStrangersThatCameFirstGiveWayBeyondTheLimit() {
        var directory = Self.directory()
        let count = UInt64(PeerDirectory.strangers)
        for node in 10...(10 + count) {
            Self.meet(node, at: 1, &directory, isNews: true)
        }
        #expect(Self.dialled(directory) == [2, 3] + Array(11...(10 + count)))
    }
}
