internal import Synchronization

/// Stops the process when a condition that must hold does not.
///
/// It is on in every build. `precondition` is not used because at `-O` it traps without printing
/// its message, and the message is what the person who reads the log has.
@inline(__always)
package func invariant(
    _ condition: Bool, _ message: @autoclosure () -> String, file: StaticString = #fileID,
    line: UInt = #line
) {
    if !condition {
        failInvariant(message(), file: file, line: line)
    }
}

@inline(never)
package func failInvariant(_ message: String, file: StaticString, line: UInt) -> Never {
    InvariantObserver.current.withLock { $0 }?("\(message) (\(file):\(line))")
    fatalError("invariant violated: \(message)", file: file, line: line)
}
