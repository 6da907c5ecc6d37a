package import Logging

/// Writes each event of the log as one line: time, level, message, then key=value metadata; or the
/// same as one JSON object.
///
/// ```
/// 2026-01-31T12:00:00.123Z info  became leader node=1 term=3
/// {"time":"2026-01-31T12:00:00.123Z","level":"info","message":"became leader","node":"1"}
/// ```
/// Metadata is ordered by key. Line breaks and control characters are escaped, so that no value
/// can forge a line.
package struct LineLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata
    private let format: ServerConfiguration.LogFormat
    private let sink: LogSink
    private let now: @Sendable () -> WallClockTime

    package init(
        options: ServerConfiguration.Logs, sink: LogSink = .standardError,
        metadata: Logger.Metadata = [:],
        now: @escaping @Sendable () -> WallClockTime = { .now() }
    ) {
        self.logLevel = options.level.loggerLevel
        self.metadata = metadata
        self.format = options.format
        self.sink = sink
        self.now = now
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var fields = self.metadata
        if let own = event.metadata {
            fields.merge(own) { _, latest in latest }
        }
        let ordered = fields.sorted { $0.key < $1.key }
            .map { (key: $0.key, value: $0.value.description) }
        let line =
            switch self.format {
            case .text: self.text(event, ordered)
            case .json: self.json(event, ordered)
            }
        self.sink.emit(line)
    }

    private func text(_ event: LogEvent, _ fields: [(key: String, value: String)]) -> String {
        let level = event.level.rawValue
        let padding = String(repeating: " ", count: max(0, 7 - level.count))
        var line = "\(self.now()) \(level)\(padding) \(Self.escaped(event.message.description))"
        for (key, value) in fields {
            let bare =
                !value.isEmpty && value.unicodeScalars.allSatisfy { $0 > " " && $0 != "\"" }
            line += " \(key)=" + (bare ? value : "\"\(Self.escaped(value, quotes: true))\"")
        }
        return line
    }

    private func json(_ event: LogEvent, _ fields: [(key: String, value: String)]) -> String {
        let all: [(key: String, value: String)] =
            [
                ("time", self.now().description), ("level", event.level.rawValue),
                ("message", event.message.description),
            ] + fields
        let members = all.map { key, value in
            "\"\(Self.escaped(key, quotes: true))\":\"\(Self.escaped(value, quotes: true))\""
        }
        return "{" + members.joined(separator: ",") + "}"
    }

    /// Escapes as JSON does: control characters, and with `quotes` also `"` and `\`.
    private static func escaped(_ text: String, quotes: Bool = false) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\"" where quotes: result += "\\\""
            case "\\" where quotes: result += "\\\\"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
