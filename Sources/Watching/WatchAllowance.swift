/// How much a loop may tell in one turn to watches of every change.
///
/// Where little is written there is time for many updates. Where much is, the writes come first:
/// what a turn may tell shrinks with every change that came, down to one update for each of them.
package struct WatchAllowance: Sendable {
    package var updates = WatchLimits.updatesPerTurnOfLoop
    package var lessPerChange = WatchLimits.updatesLessPerChange

    package init() {}

    /// - Parameter changes: that came since the last turn, watched or not.
    package func updates(after changes: Int) -> Int {
        max(self.spare(after: changes), changes)
    }

    /// The part of it that is not for the newest changes alone: what is left may be told to watches
    /// that read again what they missed.
    package func spare(after changes: Int) -> Int {
        max(0, self.updates - self.lessPerChange * changes)
    }
}
