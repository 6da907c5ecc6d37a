"""The program behind cluster/costs: what one write costs, thread by thread."""

import argparse
import json
import os
import re
import sys
import time
import urllib.request

from clusters import Roomkeeper
from processes import Trouble, begin, end, perform

BASE = {"callers": 256, "rooms": 1_000, "value-bytes": 256, "nodes": 3}
SWEEP = {
    "callers": [1, 16, 64, 1_000], "rooms": [100, 10_000, 100_000],
    "value-bytes": [16, 1_024, 2_048], "nodes": [1, 5],
}
WARM_UP, SECONDS = 2, 4
# What a thread does, by the beginning of its name.
THREADS = [("apply", "apply"), ("state", "state"), ("log", "log"), ("replica", "replica"), ("NIO", "loops"),
           ("rocksdb", "RocksDB")]
PARTS = [part for _, part in THREADS] + ["other"]


def used(path):
    """The name in a `stat` of /proc, and processor time in seconds."""
    with open(path) as file:
        name, rest = re.fullmatch(r"\d+ \((.*)\) (.*)", file.read().strip()).groups()
    fields = rest.split()
    return name, (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def processor_seconds(pid):
    """Of a process, by what its threads do."""
    seconds = dict.fromkeys(PARTS, 0.0)
    for thread in os.listdir(f"/proc/{pid}/task"):
        try:
            name, time_used = used(f"/proc/{pid}/task/{thread}/stat")
        except OSError:
            continue  # It has ended meanwhile; what it used is in that of the process.
        for start, part in THREADS:
            if name.startswith(start):
                seconds[part] += time_used
    seconds["other"] = used(f"/proc/{pid}/stat")[1] - sum(seconds.values())
    return seconds


def applied(cluster, node):
    with urllib.request.urlopen(f"http://{cluster.address(node, 3)}/metrics", timeout=5) as reply:
        text = reply.read().decode()
    return int(float(re.search(r"^roomkeeper_applied_index\S* (\S+)$", text, re.M).group(1)))


def snapshot(cluster, load):
    pids = {node: process.pid for node, process in cluster.processes.items()}
    return (applied(cluster, 1), {node: processor_seconds(pid) for node, pid in pids.items()},
            used(f"/proc/{load.pid}/stat")[1])


def microseconds(before, after, nodes, writes):
    """The mean of some nodes, by part, for one write."""
    return {part: sum(after[node][part] - before[node][part] for node in nodes) / len(nodes) / writes * 1e6
            for part in PARTS}


def measure(settings, chosen):
    """One load; processor time is looked at while it is in full swing."""
    with Roomkeeper(settings, chosen["nodes"]) as cluster:
        leader = cluster.leader()
        words = ["bench", "--reads", 0, "--seconds", WARM_UP + SECONDS + 1, "--warm-up", 1]
        for name in ("callers", "rooms", "value-bytes"):
            words += [f"--{name}", chosen[name]]
        load = begin([settings.roomctl, *map(str, words), "-o", "json"],
                     dict(os.environ, ROOMCTL_ENDPOINTS=cluster.native))
        try:
            for line in load.stderr:
                if line.startswith(f"{WARM_UP} s:"):
                    break
            first, before, client_before = snapshot(cluster, load)
            time.sleep(SECONDS)
            last, after, client_after = snapshot(cluster, load)
            output, errors = load.communicate(timeout=120)
        finally:
            end(load)
    if load.returncode != 0 or last <= first:
        raise Trouble(f"the load failed: {errors[-500:]}")
    result = json.loads(output)
    writes = last - first
    followers = [node for node in cluster.processes if node != leader]
    return {
        **chosen, "writesPerSecond": writes / SECONDS, "p50": result["latencyMs"]["writes"]["p50"],
        "client": (client_after - client_before) / writes * 1e6,
        "leader": microseconds(before, after, [leader], writes),
        "follower": microseconds(before, after, followers, writes) if followers else None,
    }


def row(name, measured):
    leader, follower = measured["leader"], measured["follower"]
    total = sum(leader.values()) + measured["client"]
    total += sum(follower.values()) * (measured["nodes"] - 1) if follower else 0
    cells = [name, f"{measured['writesPerSecond']:,.0f}", f"{measured['p50']:.2f}", f"{total:.1f}",
             f"{measured['client']:.1f}", f"{sum(leader.values()):.1f}",
             f"{sum(follower.values()):.1f}" if follower else "–"]
    return f"| {' | '.join(cells)} |"


def table(measured):
    """By thread, of the base; then how it grows."""
    base = measured[0]
    lines = ["| Threads | Leader | A follower |", "|---|--:|--:|"]
    for part in PARTS:
        lines.append(f"| {part} | {base['leader'][part]:.1f} | {base['follower'][part]:.1f} |")
    lines += ["", "| What | Writes a second | p50 ms | µs, all | Client | Leader | A follower |",
              "|---|--:|--:|--:|--:|--:|--:|"]
    for one in measured:
        changed = next((name for name in BASE if one[name] != BASE[name]), None)
        name = f"{one[changed]:,} {changed.replace('-', ' ')}" if changed else "the base"
        lines.append(row(name, one))
    return lines


class Settings:
    def __init__(self, asked):
        self.run = asked.run_dir
        self.roomd, self.roomctl = f"{asked.binaries}/roomd", f"{asked.binaries}/roomctl"


def main():
    parser = argparse.ArgumentParser(prog="cluster/costs", add_help=False)
    parser.add_argument("--run-dir", required=True)
    parser.add_argument("--binaries", required=True)
    asked = parser.parse_args()
    loads = [dict(BASE)] + [dict(BASE, **{name: value}) for name, values in SWEEP.items() for value in values]
    measured = []
    try:
        for chosen in loads:
            print(f"==> {', '.join(f'{value:,} {name}' for name, value in chosen.items())}", file=sys.stderr, flush=True)
            measured.append(measure(Settings(asked), chosen))
            print(row("  ", measured[-1]), file=sys.stderr, flush=True)
    finally:
        # What was measured before something failed is worth having.
        if measured:
            print("\n".join(table(measured)))


if __name__ == "__main__":
    perform("cluster/costs", main)
