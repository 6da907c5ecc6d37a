package import Raft

/// One frame whose checksum was right and whose kind is known; its body is not looked into yet.
package struct Frame: Equatable, Sendable {
    package var kind: FrameKind
    /// 0 on every frame that is about the link and not about a group.
    package var group: GroupID
    package var body: [UInt8]

    package init(kind: FrameKind, group: GroupID, body: [UInt8]) {
        self.kind = kind
        self.group = group
        self.body = body
    }

    /// The group of frames that are about the link itself.
    package static let noGroup = GroupID(0)
}
