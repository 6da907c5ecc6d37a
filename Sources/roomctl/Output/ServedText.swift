import RoomProtocol

/// What an answer was read from, in a closing line.
enum ServedText {
    static func line(level: Roomkeeper_V1_ReadLevel, nodeID: UInt64) -> String {
        "(\(WireWord.text(level)) read, served by node \(nodeID))"
    }

    static func line(of served: Roomkeeper_V1_Served) -> String {
        Self.line(level: served.readLevel, nodeID: served.nodeID)
    }
}
