import Logging
import NIOCore
import RoomMapping
import RoomProtocol
import RoomState

extension NativeConnection {
    /// Serves one envelope.
    ///
    /// Ids are the client's business: it is told under the id it chose, also when it chose one
    /// twice. Only 0 is refused, because 0 marks errors that belong to no request.
    ///
    /// - Parameter now: when it was taken from the socket, with what came with it.
    func receive(_ envelope: Roomkeeper_V1_ClientEnvelope, at now: ContinuousClock.Instant) {
        guard let request = envelope.request else {
            return self.refuse(envelope.id, .unknownRequest())
        }
        if case .hello(let hello) = request {
            return self.receive(hello)
        }
        switch self.phase {
        case .awaitingHello: return self.fail(.helloExpected())
        case .draining: return self.refuse(envelope.id, .shuttingDown())
        case .serving, .finishing: break
        case .lingering, .closed: return
        }
        guard envelope.id != 0 else {
            return self.fail(Roomkeeper_V1_Error(.zeroID))
        }
        do {
            let timeout = try RequestTimeout.duration(
                milliseconds: envelope.timeoutMs, field: "timeout_ms")
            self.begin(
                request, id: envelope.id, deadline: now.advanced(by: timeout), at: now)
        } catch {
            self.refuse(envelope.id, Roomkeeper_V1_Error(error))
        }
    }

    private func begin(
        _ request: Roomkeeper_V1_ClientEnvelope.OneOf_Request, id: UInt64,
        deadline: ContinuousClock.Instant, at now: ContinuousClock.Instant
    ) {
        switch request {
        case .hello(let hello):
            self.receive(hello)
        case .watch(let watch):
            self.begin(watch, id: id)
        case .cancelWatch(let cancel):
            self.cancel(cancel, id: id)
        case .nodeStatus:
            self.answerNodeStatus(id)
        case .getRoom(let getRoom):
            self.gather(getRoom, id: id, deadline: deadline, at: now)
        case .mutate, .settle, .heartbeat, .batchGetRooms, .listRooms, .findRooms,
            .listRoomEvents, .listDeadlines, .transferLeadership, .changeMembership,
            .beginBackup, .readBackup, .endBackup:
            // Who is refused is only told so; nothing more is taken from there.
            guard case .success(let caller) = self.caller else { return }
            self.begin()
            let outbox = self.outbox
            self.door.gateway.begin(
                request, caller: caller, deadline: deadline
            ) { outbox.add(.reply(NativeReply(id: id, reply: $0))) }
        }
    }

    /// Puts a read to those that came with it and ask for the same.
    private func gather(
        _ request: Roomkeeper_V1_GetRoomRequest, id: UInt64, deadline: ContinuousClock.Instant,
        at now: ContinuousClock.Instant
    ) {
        guard case .success(let caller) = self.caller else { return }
        self.begin()
        let gateway = self.door.gateway
        let admitted =
            caller.refusal(of: GatewayRequest.getRoom.access).map { .failure($0) }
            ?? gateway.admit(request)
        switch admitted {
        case .failure(let error):
            let reply = GetRoomReply(gateway, .refused(error), now)
            self.outbox.add(.reply(NativeReply(id: id, reply: .getRoom(reply))))
        case .success(let query):
            let read = GatheredReads.Read(id: id, query: query)
            if self.gathered?.add(read, deadline: deadline) ?? false { return }
            self.askForReads()
            self.gathered = GatheredReads(read, deadline: deadline, started: now)
        }
    }

    /// Asks the replica for leave for the reads that were gathered.
    func askForReads() {
        guard let reads = self.gathered.take() else { return }
        let outbox = self.outbox
        self.door.gateway.ask(for: reads) { outbox.add(.reads(reads, $0)) }
    }

    /// It waits for nothing, so it is answered although the bound on requests is reached.
    private func answerNodeStatus(_ id: UInt64) {
        var envelope = Roomkeeper_V1_ServerEnvelope()
        envelope.id = id
        envelope.reply = .nodeStatus(self.door.gateway.nodeStatus())
        self.write(envelope)
    }

    private func receive(_ hello: Roomkeeper_V1_ClientHello) {
        switch self.phase {
        case .awaitingHello:
            guard hello.protocolVersion == NativeDoor.protocolVersion else {
                return self.fail(.unknownProtocol(hello.protocolVersion))
            }
            self.greeted()
            var envelope = Roomkeeper_V1_ServerEnvelope()
            envelope.reply = .hello(self.door.gateway.serverHello())
            self.write(envelope)
            self.door.logger.debug(
                "native client",
                metadata: [
                    "user_agent": "\(hello.userAgent.prefix(DoorLimits.userAgentCharacters))"
                ])
        case .serving, .finishing:
            self.fail(.secondHello())
        case .draining:
            self.fail(.shuttingDown())
        case .lingering, .closed:
            return
        }
    }

    /// Answers a request that got nowhere; the connection goes on.
    func refuse(_ id: UInt64, _ error: Roomkeeper_V1_Error) {
        guard id != 0 else { return self.fail(error) }
        var envelope = Roomkeeper_V1_ServerEnvelope()
        envelope.id = id
        envelope.reply = .error(error)
        self.write(envelope)
    }
}
