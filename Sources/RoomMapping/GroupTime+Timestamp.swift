import RoomProtocol
package import RoomState
package import SwiftProtobuf

extension Google_Protobuf_Timestamp {
    package init(_ time: GroupTime) {
        self.init(milliseconds: time.milliseconds)
    }
}

extension GroupTime {
    /// Group time of a request, cut to milliseconds.
    package init(
        _ timestamp: Google_Protobuf_Timestamp, field: @autoclosure () -> String
    ) throws(InvalidField) {
        guard let milliseconds = timestamp.milliseconds else {
            throw InvalidField(
                field: field(),
                limit: "a time from 1970 to 9999 with 0 to 999,999,999 nanoseconds",
                actual: "\(timestamp.seconds) s and \(timestamp.nanos) ns")
        }
        self.init(milliseconds: milliseconds)
    }
}
