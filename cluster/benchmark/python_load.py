"""The load of one Python process on our gRPC door; prints what roomctl bench -o json would.

Run by measuring.py with the grpcio and the stubs that docs/examples/python/run makes.
"""

import argparse
import asyncio
import json
import random
import time

import grpc
from roomkeeper.v1 import mutations_pb2 as mutations
from roomkeeper.v1 import operations_pb2 as operations
from roomkeeper.v1 import queries_pb2 as queries
from roomkeeper.v1 import service_pb2_grpc as service
from roomkeeper.v1 import session_pb2 as session

TIMEOUT_SECONDS = 10


class Unary:
    """One call an operation."""

    def __init__(self, stub):
        self.stub = stub

    async def write(self, request):
        return await self.stub.Mutate(request, timeout=TIMEOUT_SECONDS)

    async def read(self, request):
        return await self.stub.GetRoom(request, timeout=TIMEOUT_SECONDS)


class Session:
    """All callers share one stream."""

    def __init__(self, stub):
        self.stream = stub.Session()
        self.waiting = {}
        self.last = 0
        self.sending = asyncio.Lock()
        self.reader = asyncio.create_task(self.receive())

    async def receive(self):
        async for envelope in self.stream:
            reply = self.waiting.pop(envelope.id, None)
            if reply is not None and not reply.done():
                reply.set_result(envelope)

    async def ask(self, **request):
        self.last += 1
        envelope = session.ClientEnvelope(id=self.last, **request)
        reply = self.waiting[envelope.id] = asyncio.get_running_loop().create_future()
        async with self.sending:
            await self.stream.write(envelope)
        answer = await asyncio.wait_for(reply, TIMEOUT_SECONDS)
        if answer.HasField("error"):
            raise RuntimeError(f"{answer.error.reason}: {answer.error.message}")
        return answer

    async def write(self, request):
        return (await self.ask(mutate=request)).mutate

    async def read(self, request):
        return (await self.ask(get_room=request)).get_room


class Load:
    def __init__(self, asked):
        self.asked = asked
        self.rooms, self.lines, self.errors = [], [], 0
        self.times = {"reads": [], "writes": []}
        self.phase = "warming up"

    def update(self, room, value):
        update = operations.UpdateInfo(title=value)
        return mutations.MutateRequest(
            room_id=room, operations=[operations.Operation(update_info=update)])

    async def create(self, stub):
        async def one(number):
            create = operations.Create(owner_id="load")
            create.info.title = f"room {number}"
            reply = await stub.Mutate(mutations.MutateRequest(
                operations=[operations.Operation(create=create)]), timeout=TIMEOUT_SECONDS)
            self.rooms.append(reply.room_id)
        for start in range(0, self.asked.keys, 64):
            await asyncio.gather(*map(one, range(start, min(start + 64, self.asked.keys))))

    async def work(self, number, door):
        """One caller; those operations that are on the first rooms are kept for the history."""
        process, turn = number, 0
        while self.phase != "over":
            turn += 1
            key = random.randrange(len(self.rooms))
            is_read = random.random() < self.asked.reads
            value = None if is_read else f"{turn}.{number}.".ljust(self.asked.value_bytes, "x")
            call, phase = time.monotonic_ns(), self.phase
            try:
                reply = await (door.read(queries.GetRoomRequest(
                    room_id=self.rooms[key], view=queries.View.BASIC,
                    read_level=queries.ReadLevel.LINEARIZABLE))
                    if is_read else door.write(self.update(self.rooms[key], value)))
            except (grpc.RpcError, RuntimeError, asyncio.TimeoutError):
                reply = None
                self.errors += 1
            ret = time.monotonic_ns()
            if reply is not None and phase == self.phase == "measuring":
                self.times["reads" if is_read else "writes"].append((ret - call) / 1e6)
            if key < self.asked.history_rooms:
                self.note(process, self.rooms[key], value, (call, ret), reply)
            if reply is None:
                process += self.asked.callers
                await asyncio.sleep(0.01)

    def note(self, process, room, value, times, reply):
        line = {"process": process, "op": "read" if value is None else "set", "room": room, "call": times[0],
                "ret": times[1], "outcome": "ok"}
        if value is not None:
            line["args"] = {"value": value}
        if reply is None:
            line["outcome"] = "fail" if value is None else "unknown"
            if value is not None:
                del line["ret"]
        elif value is None:
            line["result"] = {"rev": reply.room.revision, "value": reply.room.info.title}
            line["node"] = f"n{reply.node_id}"
        else:
            line["result"] = {"rev": reply.revision}
        self.lines.append(line)

    async def run(self):
        asked = self.asked
        async with grpc.aio.insecure_channel(asked.endpoint) as channel:
            stub = service.RoomServiceStub(channel)
            await self.create(stub)
            door = Session(stub) if asked.door == "session" else Unary(stub)
            callers = [asyncio.create_task(self.work(number, door)) for number in range(asked.callers)]
            await asyncio.sleep(asked.warm_up)
            self.phase, before, start = "measuring", self.spent(), time.monotonic()
            await asyncio.sleep(asked.seconds)
            self.phase, after, took = "over", self.spent(), time.monotonic() - start
            await asyncio.gather(*callers)
        with open(asked.history, "w") as file:
            file.writelines(json.dumps(line) + "\n" for line in self.lines)
        count = sum(map(len, self.times.values()))
        servers, client, machine, capacity = (b - a for a, b in zip(before, after))
        return {
            "operations": count, "opsPerSecond": count / took, "errors": self.errors,
            "latencyMs": {kind: summary(times) for kind, times in self.times.items() if times},
            "machine": {
                "serverCpuMicroseconds": servers / max(count, 1) * 1e6,
                "clientCpuMicroseconds": client / max(count, 1) * 1e6,
                "busyShare": machine / capacity,
                "othersShare": max(0, machine - servers - client) / capacity},
            "history": {"file": asked.history, "rooms": asked.history_rooms, "operations": len(self.lines)}}

    def spent(self):
        servers = 0.0
        for pid in self.asked.pids.split(","):
            with open(f"/proc/{pid}/stat") as stat:
                fields = stat.read().rsplit(")", 1)[1].split()
            servers += (int(fields[11]) + int(fields[12])) / 100
        with open("/proc/stat") as stat:
            fields = [int(field) for field in stat.readline().split()[1:9]]
        busy = sum(fields[i] for i in (0, 1, 2, 5, 6)) / 100
        return servers, time.process_time(), busy, sum(fields) / 100


def summary(times):
    times = sorted(times)
    at = {"p50": .5, "p90": .9, "p99": .99, "p999": .999, "max": 1}
    return {**{name: times[int(share * (len(times) - 1))] for name, share in at.items()},
            "mean": sum(times) / len(times)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("endpoint", "pids", "history"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--door", choices=("unary", "session"), required=True)
    for name in ("callers", "keys", "value-bytes", "history-rooms"):
        parser.add_argument(f"--{name}", type=int, required=True)
    for name in ("reads", "seconds", "warm-up"):
        parser.add_argument(f"--{name}", type=float, required=True)
    print(json.dumps(asyncio.run(Load(parser.parse_args()).run())))


if __name__ == "__main__":
    main()
