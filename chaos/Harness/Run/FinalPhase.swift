import Foundation
import Linearizability
import RoomClient
import RoomProtocol
import SwiftProtobuf

/// What happens after the last fault: everything is made good, what is unknown is found out, and
/// every room is read at every node.
struct FinalPhase {
    let cluster: ChaosCluster
    let board: StatusBoard
    let shared: TrafficShared
    let recorder: HistoryRecorder

    /// Makes everything good and waits until all members are ready.
    ///
    /// The traffic goes on meanwhile. Returns why the cluster did not recover, or nil when it did.
    func heal() async throws -> String? {
        try await self.cluster.links.heal()
        for id in await self.cluster.used {
            let control = try await self.cluster.control(of: id)
            for field in [
                ShimControl.Field.clockOffset, .failingSyncs, .failingWrites, .syncDelay, .stalled,
            ] { control.set(field, 0) }
            control.set(.spaceLeft, -1)
        }
        await self.cluster.resumeAll()
        try await self.cluster.startDown()
        self.recorder.record(.meta(.healed(at: self.recorder.now)))
        do {
            try await Waiting.until("all members are ready", within: Limits.recovery) {
                // A node that ended meanwhile, for instance of a write that had failed before.
                try await self.cluster.startDown()
                guard (try? await self.cluster.retireStrangers()) != nil else { return false }
                for id in await self.cluster.members {
                    guard let status = await self.board.ask(id), status.ready else { return false }
                }
                return true
            }
        } catch let error as HarnessError {
            return error.description
        }
        self.recorder.record(.meta(.healthy(at: self.recorder.now)))
        return nil
    }

    /// Asks what became of each call that was left without an answer.
    func settle() async -> Int {
        let client = await self.client()
        var settled: [OperationRecord] = []
        var open = 0
        let deadline = ContinuousClock.now + Limits.settling
        for operation in self.recorder.unsettled {
            var operation = operation
            if ContinuousClock.now < deadline, let key = operation.key,
                let question = self.shared.question(key),
                let answer = try? await client.settle(question, timeout: Limits.settleTimeout),
                let outcome = answer.outcome
            {
                operation.settled = self.settlement(of: operation, outcome)
            } else {
                open += 1
            }
            settled.append(operation)
        }
        self.recorder.settle(settled)
        await client.shutdown()
        return open
    }

    private func settlement(
        of operation: OperationRecord, _ answer: Roomkeeper_V1_SettleResponse.OneOf_Outcome
    ) -> Settlement {
        switch answer {
        case .applied(let response):
            let (outcome, result) = RoomAnswer.outcome(of: operation.kind, response)
            if operation.kind == .create, let alias = operation.room {
                self.shared.book.add(
                    RoomBook.Room(
                        alias: alias, roomID: response.roomID,
                        host: operation.arguments?.host ?? ""), slot: nil)
            }
            return Settlement(outcome == .ok ? .ok : .fail, result: result)
        case .rejected(let error):
            guard let code = RoomAnswer.code(error.reason) else { return Settlement(.never) }
            return Settlement(.fail, result: OperationResult(code: code))
        case .voided:
            return Settlement(.never)
        }
    }

    /// Waits until all members have applied the same, and writes down their digests.
    func converge() async throws {
        try await Waiting.until("all members have applied the same", within: Limits.recovery) {
            var statuses: [Roomkeeper_V1_NodeStatusResponse] = []
            for id in await self.cluster.members {
                guard let status = await self.board.ask(id) else { return false }
                statuses.append(status)
            }
            guard let last = statuses.map({ $0.lastIndex }).max(),
                statuses.allSatisfy({ $0.appliedIndex == last && $0.ready })
            else { return false }
            for status in statuses {
                self.recorder.record(
                    .meta(
                        .digest(
                            .init(
                                at: self.recorder.now, node: "n\(status.nodeID)",
                                applied: status.appliedIndex, digest: status.stateDigest))))
            }
            return true
        }
    }

    /// Reads every room at every member, once linearizably and once as the member has it.
    func readAll() async {
        for id in await self.cluster.members {
            var options = RoomClientOptions()
            options.useLearnedEndpoints = false
            options.preferLeader = false
            let client = RoomClient(
                endpoints: [self.cluster.place(id).proxiedEndpoint], options: options)
            await withTaskGroup(of: Void.self) { group in
                var rooms = self.shared.book.all.makeIterator()
                for _ in 0..<Limits.finalCalls {
                    guard let room = rooms.next() else { break }
                    group.addTask { await self.read(room, at: id, client) }
                }
                while await group.next() != nil {
                    guard let room = rooms.next() else { continue }
                    group.addTask { await self.read(room, at: id, client) }
                }
            }
            await client.shutdown()
        }
    }

    private func read(_ room: RoomBook.Room, at id: UInt64, _ client: RoomClient) async {
        let process = self.shared.nextProcess()
        for level in [Roomkeeper_V1_ReadLevel.linearizable, .local] {
            let request = Roomkeeper_V1_GetRoomRequest.with {
                $0.roomID = room.roomID
                $0.view = .full
                $0.readLevel = level
            }
            var record = OperationRecord(
                process: process, kind: .read, room: room.alias, call: self.recorder.now,
                outcome: .fail)
            record.phase = "final"
            record.node = "n\(id)"
            if level == .local { record.mode = "stale" }
            for _ in 0..<Limits.finalAttempts {
                do {
                    let answer = try await client.getRoom(request, timeout: Limits.finalTimeout)
                    record.outcome = .ok
                    record.result = RoomAnswer.result(answer.room)
                    break
                } catch {
                    guard RoomAnswer.code(error.reason) == .notFound else { continue }
                    record.outcome = .ok
                    record.result = OperationResult(exists: false)
                    break
                }
            }
            record.ret = self.recorder.now
            self.recorder.record(record)
        }
    }

    private func client() async -> RoomClient {
        RoomClient(
            endpoints: await self.cluster.members.map { self.cluster.place($0).directEndpoint })
    }
}
