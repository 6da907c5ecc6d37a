import RoomClient
import RoomProtocol

/// One caller: asks, waits for the answer, asks again.
struct BenchCaller: Sendable {
    private let client: RoomClient
    private let roomIDs: [String]
    private let recorder: BenchRecorder
    /// The share of reads.
    private let reads: Double
    private let readLevel: Roomkeeper_V1_ReadLevel
    private let valueBytes: Int
    /// Watchers want to know when it was written.
    private let stampsValues: Bool
    private var random: SplitMix64
    private var values: BenchValues

    init(
        number: Int, client: RoomClient, roomIDs: [String], options: BenchOptions,
        recorder: BenchRecorder
    ) {
        self.client = client
        self.roomIDs = roomIDs
        self.recorder = recorder
        self.reads = options.reads
        self.readLevel = options.readLevel.message
        self.valueBytes = options.valueBytes
        self.stampsValues = options.watchers > 0
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
            self.recorder.recordFailure(reason: failure.reason, at: now)
            try? await clock.sleep(for: Limits.benchPauseAfterFailure)
            now = clock.now
        }
    }

    private mutating func isNextRead() -> Bool {
        Double.random(in: 0..<1, using: &self.random) < self.reads
    }

    /// Returns `nil` when the operation was acknowledged.
    private mutating func perform(_ kind: BenchOperation) async -> RoomClientError? {
        let roomID = self.roomIDs[Int.random(in: 0..<self.roomIDs.count, using: &self.random)]
        switch kind {
        case .read: return await self.read(roomID)
        case .write: return await self.write(roomID, value: self.nextValue())
        }
    }

    private mutating func nextValue() -> String {
        self.stampsValues
            ? BenchStamp.value(byteCount: self.valueBytes) : self.values.next()
    }

    private func read(_ roomID: String) async -> RoomClientError? {
        var request = Roomkeeper_V1_GetRoomRequest()
        request.roomID = roomID
        request.view = .basic
        request.readLevel = self.readLevel
        do throws(RoomClientError) {
            _ = try await self.client.getRoom(request)
            return nil
        } catch {
            return error
        }
    }

    private func write(_ roomID: String, value: String) async -> RoomClientError? {
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
        switch await self.client.mutate(request) {
        case .ok: return nil
        case .rejected(let error), .unknown(let error): return error
        }
    }
}
