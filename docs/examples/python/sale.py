"""A live sale, from the first product to the last word, against a Roomkeeper cluster over gRPC.

What it shows, in the order of reading:

* `Clock`   the cluster's time, which deadlines of requests are told in
* `Rooms`   a change that is made exactly once, whatever happens to the connection or to the node
* `Viewer`  a watch that misses nothing and repeats nothing, also when its node dies
* `sale`    the evening itself

With --disturb a command is run in the middle of the sale, such as one that kills the leader.
"""

import argparse
import subprocess
import threading
import time
import uuid

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from google.rpc import error_details_pb2
from grpc_status import rpc_status
from roomkeeper.v1 import mutations_pb2 as mutations
from roomkeeper.v1 import operations_pb2 as ops
from roomkeeper.v1 import queries_pb2 as queries
from roomkeeper.v1 import room_pb2 as room
from roomkeeper.v1 import service_pb2_grpc as service
from roomkeeper.v1 import watch_pb2 as watches

# For how long a change may still take effect after it was first sent. It is the time we have to
# find out what became of it, and the cluster remembers its outcome for a minute longer.
LIFETIME_SECONDS = 60
# How long one attempt waits for its answer.
ATTEMPT_SECONDS = 5

# Whether a change that ended so took effect is not known, or known to be no: send it again. Every
# other status is the cluster's decision, and sending it again would give the same one.
WORTH_REPEATING = {
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.UNKNOWN,
    grpc.StatusCode.RESOURCE_EXHAUSTED,
}


class Rejected(Exception):
    """The rules of rooms said no: `reason` is the stable word to branch on."""

    def __init__(self, error: grpc.RpcError):
        self.reason = error.code().name
        self.metadata: dict[str, str] = {}
        status = rpc_status.from_call(error)
        for detail in status.details if status else []:
            info = error_details_pb2.ErrorInfo()
            if detail.Unpack(info):
                self.reason, self.metadata = info.reason, dict(info.metadata)
        super().__init__(f"{self.reason}: {error.details()}")


class Clock:
    """The cluster's time, which is not ours: heard once, then counted on by our own steady clock."""

    def __init__(self, stub: service.RoomServiceStub):
        answer = stub.ListRooms(
            queries.ListRoomsRequest(page_size=1), timeout=30, wait_for_ready=True
        )
        self.heard = answer.served.group_time.ToNanoseconds()
        self.heard_at = time.monotonic_ns()

    def after(self, seconds: float) -> Timestamp:
        moment = Timestamp()
        elapsed = time.monotonic_ns() - self.heard_at
        moment.FromNanoseconds(self.heard + elapsed + int(seconds * 1e9))
        return moment


class Rooms:
    """Changes of rooms, each made exactly once."""

    def __init__(self, stub: service.RoomServiceStub):
        self.stub = stub
        self.clock = Clock(stub)

    def change(
        self, room_id: str, *operations: ops.Operation, actor: str = ""
    ) -> mutations.MutateResponse:
        """Makes all `operations` at once or none, as one new revision of the room.

        The request id and the deadline are chosen before the first attempt and stay the same. So
        an attempt whose answer was lost is simply sent again: when the first one did take effect,
        the cluster returns its outcome (`replayed`) and does nothing.
        """
        request = mutations.MutateRequest(
            room_id=room_id,
            actor_id=actor,
            operations=operations,
            request_id=uuid.uuid4().hex,
            not_after=self.clock.after(LIFETIME_SECONDS),
        )
        give_up = time.monotonic() + LIFETIME_SECONDS
        pause = 0.05
        while True:
            try:
                return self.stub.Mutate(request, timeout=ATTEMPT_SECONDS, wait_for_ready=True)
            except grpc.RpcError as error:
                rejected = Rejected(error)
                # A request that is too large is RESOURCE_EXHAUSTED as well, and stays too large.
                if error.code() not in WORTH_REPEATING or rejected.reason == "INVALID_FIELD":
                    raise rejected from error
                if time.monotonic() > give_up:
                    raise
                print(f"       ({error.code().name}, the same request again)", flush=True)
            time.sleep(pause)
            pause = min(2 * pause, 1)


class Viewer(threading.Thread):
    """Follows a room from its present state on, on whatever node answers."""

    def __init__(self, stub: service.RoomServiceStub, room_id: str):
        super().__init__(daemon=True)
        self.stub = stub
        self.room_id = room_id
        # Where we are: out of the last answer, good on every node.
        self.resume_token = ""
        self.revision = 0
        self.gaps = 0
        self.resumptions = 0
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.is_set():
            request = watches.WatchRequest(room_ids=[self.room_id])
            if self.resume_token:
                request.resume_token = self.resume_token
            try:
                for answer in self.stub.Watch(request, wait_for_ready=True):
                    self.hear(answer)
                    if self.ended.is_set():
                        return
            except grpc.RpcError as error:
                if error.code() == grpc.StatusCode.OUT_OF_RANGE:
                    # We were away for longer than the room keeps its changes: begin with a
                    # snapshot again, which replaces what we knew.
                    self.resume_token = ""
                self.resumptions += 1
                print(f"viewer ({error.code().name}, going on elsewhere)", flush=True)
                time.sleep(0.1)

    def hear(self, answer: watches.WatchResponse) -> None:
        self.resume_token = answer.resume_token
        kind = answer.WhichOneof("update")
        if kind == "snapshot":
            self.revision = answer.snapshot.room.revision
            print(f"viewer sees the room at revision {self.revision}", flush=True)
        elif kind == "change":
            change = answer.change.change
            if answer.change.prev_revision != self.revision:
                self.gaps += 1
            self.revision = change.revision
            types = [event.type for event in change.events]
            print(f"viewer sees revision {change.revision}: {', '.join(types)}", flush=True)
            if "room.ended" in types:
                self.ended.set()


def sale(stub: service.RoomServiceStub, disturb: str) -> None:
    rooms = Rooms(stub)
    host = f"anna-{uuid.uuid4().hex[:8]}"

    created = rooms.change(
        "",
        ops.Operation(
            create=ops.Create(
                owner_id=host,
                info=room.RoomInfo(title="Friday live: autumn favourites", tags=["autumn"]),
                start=True,
            )
        ),
    )
    room_id = created.room_id
    print(f"room   {room_id} is live", flush=True)
    viewer = Viewer(stub, room_id)
    viewer.start()

    # A co-host: invited by the host, seated when he accepts.
    rooms.change(room_id, ops.Operation(invite=ops.InviteUser(user_id="ben")), actor=host)
    rooms.change(room_id, ops.Operation(accept_invite=ops.AcceptInvite(user_id="ben")), actor="ben")
    print("stage  ben is co-host", flush=True)

    # Three products, and the first of them pinned and in the spotlight: one request, one revision.
    bag = [
        ops.NewProduct(product_id="scarf", title="Wool scarf, moss green"),
        ops.NewProduct(product_id="tea-set", title="Tea set for four"),
        ops.NewProduct(product_id="lamp", title="Desk lamp, brass"),
    ]
    rooms.change(
        room_id,
        ops.Operation(add_products=ops.AddProducts(products=bag)),
        ops.Operation(set_spotlight=ops.SetSpotlight(product_id="scarf", pin=True)),
        actor=host,
    )
    print("bag    3 products, the scarf in the spotlight", flush=True)

    # What the rules refuse is an answer like any other, with a reason to branch on.
    try:
        rooms.change(room_id, ops.Operation(pin_product=ops.PinProduct(product_id="umbrella")))
    except Rejected as rejected:
        print(f"refused as it should be: {rejected.reason}", flush=True)
    else:
        raise SystemExit("a product that is not in the bag was pinned")

    if disturb:
        print(f"chaos  {disturb}", flush=True)
        subprocess.run(disturb, shell=True, check=True)

    for product in ["tea-set", "lamp"]:
        answer = rooms.change(
            room_id,
            ops.Operation(set_spotlight=ops.SetSpotlight(product_id=product, pin=True)),
            actor="ben",
        )
        again = " (the outcome of an attempt whose answer was lost)" if answer.replayed else ""
        print(f"show   {product} at revision {answer.revision}{again}", flush=True)

    # A precondition: the sale ends only while the lamp is still shown.
    current = stub.GetRoom(
        queries.GetRoomRequest(room_id=room_id), timeout=ATTEMPT_SECONDS, wait_for_ready=True
    ).room
    assert current.products.spotlight.product_id == "lamp"
    assert list(current.products.pinned) == ["scarf", "tea-set", "lamp"]
    # Created and started, invited, accepted, filled, and two more products shown: six changes,
    # each of them once.
    assert current.revision == 6, f"revision {current.revision}"
    ended = rooms.change(room_id, ops.Operation(end=ops.End()), actor=host)
    print(f"room   ended at revision {ended.revision}", flush=True)

    if not viewer.ended.wait(timeout=30):
        raise SystemExit("the viewer never saw the end")
    assert viewer.revision == ended.revision and viewer.gaps == 0
    print(
        f"viewer saw everything up to revision {viewer.revision} without a gap, "
        f"going on {viewer.resumptions} times",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="A live sale against a Roomkeeper cluster.")
    parser.add_argument(
        "--nodes",
        default="127.0.0.1:7402,127.0.0.1:7412,127.0.0.1:7422",
        help="the gRPC endpoints of some nodes; when one dies, the next one is used",
    )
    parser.add_argument(
        "--disturb", default="", metavar="COMMAND", help="run this in the middle of the sale"
    )
    arguments = parser.parse_args()
    # One channel over all nodes: any of them takes any call.
    with grpc.insecure_channel(f"ipv4:{arguments.nodes}") as channel:
        sale(service.RoomServiceStub(channel), arguments.disturb)


if __name__ == "__main__":
    main()
