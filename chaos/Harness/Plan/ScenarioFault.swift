/// A fault that a scenario may draw.
package struct ScenarioFault: Sendable {
    package let fault: FaultKind
    /// How many seconds it lasts.
    let lasts: ClosedRange<Double>
    /// How often it is drawn, compared with the others.
    let weight: Int
}
