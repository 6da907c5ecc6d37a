import ArgumentParser
import SwiftProtobuf

/// A moment on the command line, as RFC 3339 writes it: `2026-01-31T12:00:00Z`.
struct TimestampArgument: ExpressibleByArgument, Sendable {
    let timestamp: Google_Protobuf_Timestamp

    /// Takes exactly what the protobuf JSON mapping takes, so that `groupTime` out of an answer can
    /// be handed back.
    init?(argument: String) {
        let quoted = "\"\(argument)\""
        guard !argument.contains("\""), !argument.contains("\\"),
            let timestamp = try? Google_Protobuf_Timestamp(jsonString: quoted)
        else { return nil }
        self.timestamp = timestamp
    }
}
