import Foundation
import RoomProtocol
import SwiftProtobuf

/// The JSON that programs read: one line, keys in a stable order.
enum JSONText {
    /// The protobuf JSON mapping, as on the HTTP door.
    static func text(of message: some SwiftProtobuf.Message) throws -> String {
        String(decoding: try MessageJSON.encode(message), as: UTF8.self)
    }

    /// Our own shapes, with sorted keys.
    static func text(of value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
