/// The checks that need no search, each with a bound on how much it says.
enum FastChecks {
    /// Findings of one check in one room; more of the same tell nothing new.
    static let findingsOfOneCheck = 20

    static func findings(in history: RoomHistory) -> [Finding] {
        let checks: [(RoomHistory) -> [Finding]] = [
            ChangeCheck.twoChanges, ChangeCheck.twoRevisions, SightCheck.twoStates,
            SightCheck.older, StartCheck.findings, BackwardsCheck.findings, FinalCheck.states,
            FinalCheck.revisions,
            SightCheck.tooNew, WatchCheck.sequence, WatchCheck.resumption, WatchCheck.truth,
            WatchCheck.gone,
        ]
        return checks.flatMap { $0(history).prefix(Self.findingsOfOneCheck) }
    }
}
