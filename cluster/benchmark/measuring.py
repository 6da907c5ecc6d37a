"""The measurements, each kept as one line of JSON."""

import datetime
import json
import os
import statistics
import time

from clusters import Etcd, Roomkeeper, ZooKeeper
from processes import Trouble, begin, end, resident_bytes, run
from rows import DISTURBED, per_second

CONNECTIONS = 16
WATCHERS = 100
WATCHED_WRITES = 500
FAILOVER_RATE = 200
HISTORY_ROOMS = 16
MANY_ROOM_BYTES = 1000


class Settings:
    """What is measured how long; a quick run proves that it works, and nothing else."""

    def __init__(self, arguments, run_folder, binaries, load, python):
        self.quick = quick = arguments.quick
        self.run = run_folder
        self.roomd, self.roomctl, self.roomchaos = (
            f"{binaries}/{name}" for name in ("roomd", "roomctl", "roomchaos"))
        self.load, self.python = load, python
        self.seconds, self.warm_up = (0.5, 0.2) if quick else (3, 1)
        self.callers = 16 if quick else 256
        self.crowd = [1, self.callers] if quick else [1, self.callers, 1000]
        self.keys = 100 if quick else 10_000
        self.many_rooms = 500 if quick else 200_000
        self.failovers = 1 if quick else 2
        self.value_bytes = 256

    def public(self):
        return {key: getattr(self, key) for key in (
            "seconds", "warm_up", "callers", "keys", "many_rooms", "value_bytes")}


class Measuring:
    def __init__(self, settings, output, peers):
        self.settings, self.output, self.peers = settings, output, peers
        self.round, self.group = 0, ""
        self.bad_histories = 0
        self.peaks = []

    # --- one line ---

    def keep(self, system, test, result, **more):
        share = (result.get("machine") or {}).get("othersShare", 0)
        line = {"at": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
                "round": self.round, "group": self.group, "system": system, "test": test, **more, "result": result}
        if share > DISTURBED:
            line["disturbed"] = True
        history = result.get("history")
        if history:
            line["verdict"] = self.judge(history)
        self.output.write(json.dumps(line) + "\n")
        self.output.flush()
        self.tell(line, share)
        return line

    def judge(self, history):
        """Whether the sampled operations are linearizable; the file is kept when they are not."""
        told = run([self.settings.roomchaos, "check", history["file"]], limit=180, check=False)
        if told.startswith("PASS"):
            os.remove(history["file"])
            return "good"
        self.bad_histories += 1
        print(f"    NOT LINEARIZABLE, or not decided: {history['file']}\n    {told[:300]}", flush=True)
        return "bad"

    def tell(self, line, share):
        result, parts = line["result"], []
        if "opsPerSecond" in result:
            parts.append(f"{result['opsPerSecond']:,.0f}/s")
            for summary in filter(None, result["latencyMs"].values()):
                parts.append(f"p50 {summary['p50']:.2f} ms, p99 {summary['p99']:.2f} ms")
        else:
            parts += [f"{key} {value:,.4g}" for key, value in result.items() if isinstance(value, (int, float))]
        if result.get("errors"):
            parts.append(f"{result['errors']} ERRORS {result.get('errorsByReason', result.get('firstError', ''))}")
        if share > DISTURBED:
            parts.append(f"others used {share:.0%} of the machine")
        callers = f" {line['callers']} callers" if "callers" in line else ""
        print(f"  {line['system']:<18} {line['test']}{callers}: {', '.join(parts)}", flush=True)

    def calmly(self, measure):
        """Once more when others used the machine meanwhile; both lines are kept."""
        line = measure()
        return measure() if line.get("disturbed") and not self.settings.quick else line

    # --- load ---

    def history_file(self):
        return f"{self.settings.run}/history-{time.monotonic_ns()}.jsonl"

    def native(self, cluster, test, callers, reads=0, **options):
        """One roomctl bench; a history is sampled from every one that has none of its own."""
        s = self.settings
        words = {"callers": callers, "reads": reads, "connections": min(CONNECTIONS, callers),
                 "rooms": s.keys, "value-bytes": s.value_bytes, "seconds": s.seconds,
                 "warm-up": s.warm_up, "history": self.history_file(), "history-rooms": HISTORY_ROOMS}
        words.update({key.replace("_", "-"): value for key, value in options.items()})
        result = cluster.roomctl(
            "bench", *[word for key, value in words.items() for word in (f"--{key}", value)], limit=600)
        return self.keep("roomkeeper", test, result, callers=callers)

    def go(self, cluster, system, test, callers, reads=0, history=False, **options):
        s = self.settings
        words = {"system": system, "callers": callers, "reads": reads, "keys": s.keys,
                 "connections": min(CONNECTIONS, callers), "value-bytes": s.value_bytes,
                 "seconds": f"{s.seconds}s", "warm-up": f"{s.warm_up}s",
                 "endpoints": cluster.leader_first(2)[0], "pids": ",".join(map(str, cluster.pids))}
        if system == "zookeeper" and not s.quick:
            # A virtual machine that has just begun compiles what it runs often.
            words["warm-up"] = "6s"
        if history:
            words.update({"history": self.history_file(), "history-rooms": HISTORY_ROOMS})
        words.update({key.replace("_", "-"): value for key, value in options.items()})
        result = json.loads(run([s.load] + [word for key, value in words.items()
                                            for word in (f"-{key}", str(value))], limit=300))
        return self.keep(system, test, result, callers=callers)

    def systems(self):
        return [("etcd", Etcd)] * ("etcd" in self.peers) + [("zookeeper", ZooKeeper)] * ("zookeeper" in self.peers)

    def closed(self, test, reads):
        with Roomkeeper(self.settings) as cluster:
            for callers in self.settings.crowd:
                line = self.calmly(lambda: self.native(cluster, test, callers, reads))
                if test == "writes" and callers == self.settings.callers:
                    self.peaks.append(per_second(line["result"]))
        for name, kind in self.systems():
            with kind(self.settings) as cluster:
                for callers in self.settings.crowd:
                    self.calmly(lambda: self.go(cluster, name, test, callers, reads))

    # --- groups ---

    def writes(self):
        self.closed("writes", 0)

    def reads(self):
        self.closed("reads", 1)

    def open(self):
        """At half of what the same run's closed loop reached."""
        with Roomkeeper(self.settings) as cluster:
            if not self.peaks:
                self.peaks.append(per_second(
                    self.native(cluster, "peak", self.settings.callers)["result"]))
            rate = round(statistics.median(self.peaks) / 2)
            self.calmly(lambda: self.native(cluster, "open", self.settings.callers, rate=rate))

    def grpc(self):
        """The same program against our gRPC door and against etcd."""
        for test, reads in (("writes", 0), ("reads", 1)):
            for system in ("roomkeeper-unary", "roomkeeper-session"):
                with Roomkeeper(self.settings) as cluster:
                    self.calmly(lambda: self.go(
                        cluster, system, test, self.settings.callers, reads, history=True))
            if "etcd" in self.peers:
                with Etcd(self.settings) as cluster:
                    self.calmly(lambda: self.go(cluster, "etcd", test, self.settings.callers, reads))

    def python(self):
        """A client in Python, which is slower than what it asks; one process, a quarter of the callers."""
        s = self.settings
        for test, reads in (("writes", 0), ("reads", 1)):
            with Roomkeeper(s) as cluster:
                for door in ("unary", "session"):
                    words = {"door": door, "endpoint": cluster.leader_first(2)[0],
                             "pids": ",".join(map(str, cluster.pids)), "callers": max(1, s.callers // 4),
                             "keys": min(s.keys, 1000), "value-bytes": s.value_bytes, "reads": reads, "seconds": s.seconds,
                             "warm-up": s.warm_up, "history": self.history_file(), "history-rooms": HISTORY_ROOMS}
                    command = [f"{s.python}/venv/bin/python", f"{os.path.dirname(__file__)}/python_load.py"]
                    command += [str(word) for key, value in words.items() for word in (f"--{key}", value)]
                    environment = dict(os.environ, PYTHONPATH=f"{s.python}/stubs")
                    self.calmly(lambda: self.keep(
                        f"roomkeeper-python-{door}", test, json.loads(run(command, environment=environment)),
                        callers=words["callers"]))

    def failover(self):
        for _ in range(self.settings.failovers):
            with Roomkeeper(self.settings) as cluster:
                self.keep("roomkeeper", "failover", self.native_failover(cluster))
            if "etcd" in self.peers:
                with Etcd(self.settings) as cluster:
                    ends = cluster.leader_first()
                    leader = cluster.processes[cluster.clients.index(ends[0])]
                    self.go(cluster, "etcd", "failover", 64, endpoints=",".join(ends), connections=3,
                            kill=leader.pid, rate=FAILOVER_RATE, keys=min(1000, self.settings.keys))

    def native_failover(self, cluster):
        """Writes at fixed times; the gap is read off a history of every one of them."""
        leader, file = cluster.leader(), self.history_file()
        # Enough callers for what is due while nothing is answered.
        words = ["bench", "--callers", 2 * FAILOVER_RATE, "--reads", 0, "--rooms", 64, "--rate", FAILOVER_RATE,
                 "--seconds", 6, "--warm-up", 0, "--history", file, "--history-rooms", 64, "--connections", 3,
                 "-o", "json"]
        load = begin([self.settings.roomctl, *map(str, words)], dict(os.environ, ROOMCTL_ENDPOINTS=cluster.native))
        try:
            # The load itself says when it is in full swing.
            for line in load.stderr:
                if line.startswith("2 s:"):
                    break
            cluster.kill(leader)
            output, errors = load.communicate(timeout=60)
        finally:
            end(load)
        if load.returncode != 0:
            raise Trouble(f"the load failed: {errors[-500:]}")
        result = json.loads(output)
        with open(file) as lines:
            acknowledged = sorted(line["ret"] for line in map(json.loads, lines) if line["outcome"] == "ok")
        if len(acknowledged) < FAILOVER_RATE:
            raise Trouble(f"only {len(acknowledged)} writes were acknowledged in six seconds")
        gap = max(b - a for a, b in zip(acknowledged, acknowledged[1:]))
        return {"longestGapMs": gap / 1e6, "acknowledged": len(acknowledged), "errors": result["errors"],
                "history": result["history"]}

    def watch(self):
        with Roomkeeper(self.settings) as cluster:
            result = cluster.roomctl(
                "bench", "--watchers", WATCHERS, "--lossless", "--callers", 16, "--reads", 0, "--rate",
                WATCHED_WRITES, "--seconds", self.settings.seconds, "--warm-up", self.settings.warm_up,
                "--connections", 64, "--rounds", 1, "--value-bytes", self.settings.value_bytes)
            told = {"deliveriesPerSecond": result["deliveriesPerSecond"], "errors": result["errors"],
                    **result["deliveryLatencyMs"]}
            self.keep("roomkeeper", "watch", told)

    def rooms(self):
        """Ten times the rooms against the usual number, in turn."""
        for test, factor in (("few-rooms", 1), ("many-rooms", 10)):
            with Roomkeeper(self.settings) as cluster:
                self.calmly(lambda: self.native(
                    cluster, test, self.settings.callers, rooms=factor * self.settings.keys))

    def big(self):
        """One cluster with many rooms: memory, a node that was killed, a node that is added."""
        s = self.settings
        with Roomkeeper(s) as cluster:
            self.native(cluster, "many", s.callers, rooms=s.many_rooms, room_bytes=MANY_ROOM_BYTES)
            self.keep("roomkeeper", "memory", {
                "residentBytes": max(resident_bytes(pid) for pid in cluster.pids), "rooms": s.many_rooms})
            leader = cluster.leader()
            follower = next(node for node in cluster.processes if node != leader)
            cluster.kill(follower)
            start = time.monotonic()
            cluster.launch(follower)
            cluster.wait_ready(follower)
            self.keep("roomkeeper", "restart", {"seconds": time.monotonic() - start, "rooms": s.many_rooms})
            self.keep("roomkeeper", "add", {"seconds": cluster.add(4), "rooms": s.many_rooms})
