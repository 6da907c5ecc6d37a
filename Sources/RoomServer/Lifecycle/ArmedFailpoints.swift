package import RoomStorage

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The failpoints that a test arms from outside.
package enum ArmedFailpoints {
    static let variable = "ROOMKEEPER_FAILPOINT"

    /// What `ROOMKEEPER_FAILPOINT=name[:n][=action]` arms; nothing when it is not set.
    package static func read() throws(ConfigurationError) -> Failpoints {
        guard let value = getenv(Self.variable) else { return Failpoints() }
        do throws(FailpointSyntaxError) {
            return try Failpoints(parsing: String(cString: value))
        } catch {
            throw ConfigurationError("the environment variable \(Self.variable): \(error)")
        }
    }
}
