import SwiftProtobuf

/// Times as people read them: RFC 3339, as in JSON.
enum TimeText {
    /// Empty for a time that is not set or cannot be.
    static func text(_ timestamp: Google_Protobuf_Timestamp) -> String {
        guard timestamp != Google_Protobuf_Timestamp() else { return "" }
        let quoted = (try? timestamp.jsonString()) ?? ""
        return String(quoted.dropFirst().dropLast())
    }
}
