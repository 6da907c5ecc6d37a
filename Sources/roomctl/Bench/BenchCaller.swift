import NIOCore
import RoomClient
import RoomProtocol

/// One caller: asks, waits for the answer, asks again; in an open loop when it is due.
struct BenchCaller: Sendable {
    private let number: Int
    private let client: RoomClient
    private let roomIDs: [String]
    private let recorder: BenchRecorder
    private let history: BenchHistory?
    /// The share of reads.
    private let reads: Double
    private let readLevel: Roomkeeper_V1_ReadLevel
    private let valueBytes: Int
    /// Watchers want to know when it was written.
    private let stampsValues: Bool
    /// What this caller is in the history: another one after each operation of unknown outcome.
    private var process: Int
    private let callers: Int
    private var random: SplitMix64
    private var values: BenchValues

    init(
        number: Int, client: RoomClient, roomIDs: [String], options: BenchOptions,
        recorder: BenchRecorder, history: BenchHistory?
    ) {
        self.number = number
        self.client = client
        self.roomIDs = roomIDs
        self.recorder = recorder
        self.history = history
        self.reads = options.reads
        self.readLevel = options.readLevel.message
        self.valueBytes = options.valueBytes
        self.stampsValues = options.watchers > 0
        self.process = number
        self.callers = options.callers
        self.random = SplitMix64(seed: UInt64(number))
        self.values = BenchValues(caller: number, byteCount: options.valueBytes)
    }

    /// Works until `end`; the operation under way is still answered.
    mutating func work(until end: ContinuousClock.Instant) async {
        let clock = ContinuousClock()
        var now = clock.now
        while now < end {
            let start = now
            let kind: BenchOperation = self.isNextRead() ? .read : .write
            let failure = await self.perform(kind)
            now = clock.now
            guard let failure else {
                self.recorder.recordSuccess(kind, from: start, to: now)
                continue
            }
            self.recorder.recordFailure(reason: failure.reason, from: start, to: now)
            try? await clock.sleep(for: Limits.benchPauseAfterFailure)
            now = clock.now
        }
    }

    /// Does its part of what is due; what is late is done at once, and counts from when it was due.
    mutating func work(to schedule: BenchSchedule, on eventLoop: any EventLoop) async {
        let last = schedule.end + Limits.benchOverrun
        var turn = 0
        while let due = schedule.time(of: turn, by: self.number) {
            await eventLoop.wait(until: due)
            guard ContinuousClock.now < last else {
                self.recorder.recordNotBegun(
                    schedule.count(from: turn, by: self.number, within: self.recorder.window))
                return
            }
            turn += 1
            let kind: BenchOperation = self.isNextRead() ? .read : .write
            let failure = await self.perform(kind)
            if let failure {
                self.recorder.recordFailure(reason: failure.reason, from: due, to: .now)
            } else {
                self.recorder.recordSuccess(kind, from: due, to: .now)
            }
        }
    }

    private mutating func isNextRead() -> Bool {
        Double.random(in: 0..<1, using: &self.random) < self.reads
    }

    /// Returns `nil` when the operation was acknowledged.
    private mutating func perform(_ kind: BenchOperation) async -> RoomClientError? {
        let place = Int.random(in: 0..<self.roomIDs.count, using: &self.random)
        let roomID = self.roomIDs[place]
        let sample = BenchSample(
            self.history, room: (place, roomID), process: self.process, kind: kind)
        switch kind {
        case .read:
            let answer = await self.read(roomID)
            let isTitle = self.valueBytes <= Limits.titleBytes
            sample?.end(answer, isStale: self.readLevel != .linearizable) { room in
                isTitle ? room.info.title : room.info.description_p
            }
            guard case .failure(let error) = answer else { return nil }
            return error
        case .write:
            let value = self.nextValue()
            let outcome = await self.write(roomID, value: value)
            sample?.end(outcome, value: value)
            switch outcome {
            case .ok: return nil
            case .rejected(let error): return error
            case .unknown(let error):
                self.process += self.callers
                return error
            }
        }
    }

    private mutating func nextValue() -> String {
        self.stampsValues
            ? BenchStamp.value(byteCount: self.valueBytes) : self.values.next()
    }

    private func read(
        _ roomID: String
    ) async -> Result<Roomkeeper_V1_GetRoomResponse, RoomClientError> {
        var request = Roomkeeper_V1_GetRoomRequest()
        request.roomID = roomID
        request.view = .basic
        request.readLevel = self.readLevel
        do throws(RoomClientError) {
            return .success(try await self.client.getRoom(request))
        } catch {
            return .failure(error)
        }
    }

    private func write(_ roomID: String, value: String) async -> MutationOutcome {
        var update = Roomkeeper_V1_UpdateInfo()
        if self.valueBytes <= Limits.titleBytes {
            update.title = value
        } else {
            update.description_p = value
        }
        var operation = Roomkeeper_V1_Operation()
        operation.op = .updateInfo(update)
        var request = Roomkeeper_V1_MutateRequest()
        request.roomID = roomID
        request.operations = [operation]
        return await self.client.mutate(request)
    }
}
