/// One fault of a plan.
package struct PlannedFault: Codable, Sendable {
    package var fault: FaultKind
    /// Seconds from the beginning of the run.
    package var at: Double
    /// Seconds until it is made good.
    package var lasts: Double
    /// Seeds its own choices: which nodes, how slow, how full.
    package var choice: UInt64
}
