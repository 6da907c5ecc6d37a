import Linearizability
import SeededRandomness

/// Clients that work on one object at the same time: what comes out is linearizable by the way it
/// is made, for each operation takes effect at one moment between its call and its return.
struct ConcurrentRun {
    private struct Running {
        var record: OperationRecord
        var isDone = false
    }

    var random: SeededGenerator
    private(set) var records: [OperationRecord] = []
    private var running: [Running?]
    private var time: Int64 = 0
    private var serial = 0
    private var nextProcess: Int

    init(seed: UInt64, clients: Int) {
        self.random = SeededGenerator(seed: seed)
        self.running = Array(repeating: nil, count: clients)
        self.nextProcess = clients
    }

    /// Runs until so many operations have begun.
    ///
    /// - Parameters:
    ///   - make: the next operation of a process.
    ///   - perform: applies it at a moment, and notes the answer in the record.
    mutating func run(
        operations: Int,
        make: (inout SeededGenerator, _ serial: Int) -> OperationRecord,
        perform: (inout OperationRecord, _ time: Int64) -> Void
    ) {
        var processes = Array(self.running.indices)
        while self.serial < operations || self.running.contains(where: { $0 != nil }) {
            self.time += Int64(self.random.below(2))
            let client = self.random.below(self.running.count)
            guard var current = self.running[client] else {
                guard self.serial < operations else { continue }
                self.serial += 1
                var record = make(&self.random, self.serial)
                record.process = processes[client]
                record.call = self.time
                self.running[client] = Running(record: record)
                continue
            }
            if !current.isDone {
                if self.random.oneIn(8) {
                    // The answer is lost; it happens later, now, or never.
                    if self.random.oneIn(2) { perform(&current.record, self.time) }
                    current.record.outcome = .unknown
                    current.record.result = nil
                    self.records.append(current.record)
                    self.running[client] = nil
                    processes[client] = self.nextProcess
                    self.nextProcess += 1
                } else {
                    perform(&current.record, self.time)
                    current.isDone = true
                    self.running[client] = current
                }
            } else {
                // What follows is called strictly later, so that it is not taken for concurrent.
                current.record.ret = self.time
                self.records.append(current.record)
                self.running[client] = nil
            }
        }
    }
}
