import RoomProtocol
import SwiftProtobuf

/// How much more fits into one reply, which must fit a frame of the native door.
struct ReplyBudget {
    private var left = Limits.queryReplyBytes
    private var isEmpty = true

    /// Takes room for a message; `false` when there is not enough left.
    ///
    /// The first one always fits: no single message is near the bound.
    mutating func take(_ message: some Message) -> Bool {
        guard self.left > 0 else { return false }
        let size = (try? message.serializedBytes() as [UInt8])?.count ?? 0
        guard self.isEmpty || size <= self.left else {
            // Nothing that is smaller overtakes: pages have no gaps.
            self.left = 0
            return false
        }
        self.isEmpty = false
        self.left -= size
        return true
    }
}
