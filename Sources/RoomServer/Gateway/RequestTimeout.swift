package import RoomState

/// How long a request waits for its answer, as its caller says it.
package enum RequestTimeout {
    package static let byDefault = Duration.milliseconds(DoorLimits.defaultTimeoutMilliseconds)

    /// The timeout of `milliseconds`, 0 being the default.
    package static func duration(
        milliseconds: UInt32, field: @autoclosure () -> String
    ) throws(InvalidField) -> Duration {
        guard milliseconds != 0 else { return Self.byDefault }
        let allowed = DoorLimits.timeoutMilliseconds
        guard allowed.contains(milliseconds) else {
            throw InvalidField(
                field: field(),
                limit: "\(allowed.lowerBound) to \(allowed.upperBound) milliseconds",
                actual: "\(milliseconds)")
        }
        return .milliseconds(milliseconds)
    }
}
