/// Something that must not happen and did.
package struct Finding: Equatable, Sendable {
    /// Which rule was broken, in a few stable words; shrinking keeps it the same.
    package var rule: String
    /// What happened, with the values that contradict each other.
    package var detail: String
    /// Microseconds of simulated time.
    package var time: UInt64
}
