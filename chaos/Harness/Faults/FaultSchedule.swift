/// Does to a cluster what a plan says, each fault at its time.
struct FaultSchedule: Sendable {
    let cluster: ChaosCluster
    let board: StatusBoard
    let recorder: HistoryRecorder
    let progress: RunProgress
    let claims = NodeClaims()
    /// Of faults that change the members.
    let gate = FaultGate()

    /// Returns when the last fault was made good.
    func run(_ faults: [PlannedFault], since begin: ContinuousClock.Instant) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, fault) in faults.enumerated() {
                group.addTask {
                    try await Task.sleep(until: begin + .seconds(fault.at), clock: .continuous)
                    await FaultRunner(fault, number: number + 1, of: self).run()
                }
            }
            try await group.waitForAll()
        }
    }
}
