/// What the shell's clocks showed at the start of a turn: the only way time enters a replica.
package struct ClockReading: Hashable, Sendable {
    /// Milliseconds since the machine booted, never set back, running through sleep.
    package var bootMilliseconds: UInt64
    /// Milliseconds since the Unix epoch, as right or wrong as the machine's clock is.
    package var wallMilliseconds: UInt64

    package init(bootMilliseconds: UInt64, wallMilliseconds: UInt64) {
        self.bootMilliseconds = bootMilliseconds
        self.wallMilliseconds = wallMilliseconds
    }
}
