/// The generators of a run, one for each concern.
struct SimulatorDice {
    var disk: Dice
    var clock: Dice
    var workload: Dice
    var faults: Dice
    var scheduling: Dice
    var hosts: Dice
    var watchers: Dice

    init(seed: UInt64) {
        self.disk = Dice(seed: seed, concern: .disk)
        self.clock = Dice(seed: seed, concern: .clock)
        self.workload = Dice(seed: seed, concern: .workload)
        self.faults = Dice(seed: seed, concern: .faults)
        self.scheduling = Dice(seed: seed, concern: .scheduling)
        self.hosts = Dice(seed: seed, concern: .hosts)
        self.watchers = Dice(seed: seed, concern: .watchers)
    }
}
