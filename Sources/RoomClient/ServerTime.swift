/// How long a server is told that it may take for an attempt.
///
/// A little less than the client itself waits. Only the server knows whether a change whose time
/// ran out was ever proposed; its answer must be here before the client gives the attempt up, or a
/// change that certainly did not happen would be unknown.
package enum ServerTime {
    /// What the way of the answer may take, at most; of a short attempt it is a tenth.
    private static let mostMargin: Duration = .milliseconds(100)

    /// - Parameter remaining: how long the client will wait from now on.
    /// - Returns: whole milliseconds, and never 0, which would leave the time to the server.
    package static func milliseconds(within remaining: Duration) -> UInt32 {
        let margin = min(remaining / 10, Self.mostMargin)
        return UInt32(clamping: max((remaining - margin).wholeMilliseconds, 1))
    }
}
