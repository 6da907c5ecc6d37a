"""The program behind cluster/bench, which has the help."""

import argparse
import datetime
import json
import os
import platform
import shutil
import subprocess
import sys

from measuring import Measuring, Settings
from processes import Trouble, others_share, perform, run
from report import page
from rows import DISTURBED, GROUPS, Measurements

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PEERS = {
    "etcd": lambda: shutil.which("etcd") and shutil.which("etcdctl")
    and os.path.isdir("/usr/share/gocode/src/go.etcd.io/etcd"),
    "zookeeper": lambda: shutil.which("java") and os.path.exists("/usr/share/java/zookeeper.jar")
    and os.path.isdir("/usr/share/gocode/src/github.com/samuel/go-zookeeper"),
}
GO_NEEDS = ["/usr/share/gocode/src/google.golang.org/grpc"]


def words_of(text, known, option):
    words = [word for word in text.split(",") if word]
    for word in words:
        if word not in known:
            raise Trouble(f"{option}: there is no '{word}'; there are {', '.join(known)}")
    return words


def arguments():
    parser = argparse.ArgumentParser(prog="cluster/bench", add_help=False)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", default=",".join(GROUPS))
    parser.add_argument("--rounds", type=int, default=None)
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--output", default=None)
    parser.add_argument("--run-dir", required=True)
    parser.add_argument("--binaries", required=True)
    parser.add_argument("--report", default=None)
    asked = parser.parse_args()
    asked.only = words_of(asked.only, GROUPS, "--only")
    asked.peers = words_of(asked.peers, list(PEERS), "--peers")
    asked.rounds = asked.rounds if asked.rounds is not None else (1 if asked.quick else 3)
    if not 1 <= asked.rounds <= 20:
        raise Trouble(f"--rounds is {asked.rounds}; allowed: 1 to 20")
    return asked


def tool(*command):
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    except OSError:
        return ""
    return (told.stdout or told.stderr).strip()


def commit():
    name = tool("git", "rev-parse", "--short", "HEAD") or "unknown"
    return f"{name} with changes that are not committed" if tool("git", "status", "--porcelain") else name


def file_value(path, name, otherwise=""):
    with open(path) as file:
        for line in file:
            if line.startswith(name):
                return line.split("=" if "=" in line else ":", 1)[1].strip().strip('"')
    return otherwise


def describe(asked, settings, peers):
    memory = int(file_value("/proc/meminfo", "MemTotal", "0 kB").split()[0]) / 1024 / 1024
    versions = {"roomkeeper": "roomctl " + tool(settings.roomctl, "--version")}
    if "etcd" in peers:
        versions["etcd"] = "etcd " + tool("etcd", "--version").splitlines()[0].split(":")[-1].strip()
    if "zookeeper" in peers:
        versions["zookeeper"] = "ZooKeeper " + (
            tool("dpkg-query", "-W", "-f", "${Version}", "zookeeper") or "of unknown version")
    if shutil.which("go"):
        versions["go"] = tool("go", "version").replace("go version ", "").replace("go", "Go ", 1).split(" linux")[0]
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d"), "commit": commit(),
        "rounds": asked.rounds, "quick": asked.quick, "settings": settings.public(), "versions": versions,
        "swift": next(iter(tool("swift", "--version").splitlines()), "").split(" (")[0] or "Swift of unknown version",
        "machine": {
            "cpu": file_value("/proc/cpuinfo", "model name", platform.machine()), "cores": os.cpu_count(),
            "memory": f"{memory:.0f} GiB", "system": file_value("/etc/os-release", "PRETTY_NAME", "Linux"),
            "kernel": platform.release().split("-")[0],
            "disk": tool("findmnt", "-no", "FSTYPE", "--target", settings.run) or "a disk of unknown kind"},
    }


def build_load(folder, peers):
    """The load generator in Go, when it can be had."""
    if not shutil.which("go") or not shutil.which("protoc") or not all(map(os.path.isdir, GO_NEEDS)):
        return None
    print("==> building the load generator", flush=True)
    run([f"{HERE}/load/build", f"{folder}/go", *peers], limit=600)
    return f"{folder}/go/load"


def python_client(groups):
    """The folder with grpcio and our stubs, which the example in Python makes; None without it."""
    if "python" not in groups:
        return None
    print("==> making ready the client in Python", flush=True)
    try:
        run([f"{ROOT}/docs/examples/python/run", "--help"], limit=300)
    except Trouble as trouble:
        print(f"Not measured: Python, whose grpcio could not be had:\n{trouble}")
        return None
    return f"{ROOT}/.run/python"


def measure(asked):
    peers = [name for name in asked.peers if PEERS[name]()]
    groups = list(asked.only)
    folder = os.path.join(asked.run_dir, datetime.datetime.now().strftime("benchmark-%Y%m%d-%H%M%S"))
    os.makedirs(folder)
    if not {"writes", "reads", "grpc", "failover"} & set(groups):
        peers = []
    wanted = peers + ["gRPC"] * ("grpc" in groups)
    load = build_load(asked.run_dir, peers) if wanted else None
    if load is None:
        if wanted:
            print(f"Not measured, for want of Go, protoc or Debian's golang-*-dev: {', '.join(wanted)}")
        peers, groups = [], [group for group in groups if group != "grpc"]
    for name in asked.peers:
        if name not in peers and not PEERS[name]():
            print(f"{name} is not installed here, so it is not measured (cluster/bench --help says what it needs)")
    python = python_client(groups)
    groups = [group for group in groups if group != "python" or python]
    settings = Settings(asked, folder, asked.binaries, load, python)
    idle = others_share()
    if idle > DISTURBED:
        print(f"Others use {idle:.0%} of this machine right now: figures will not be worth much.")
    file, problems = f"{folder}/measurements.jsonl", []
    with open(file, "w") as output:
        output.write(json.dumps({"meta": describe(asked, settings, peers)}) + "\n")
        measuring = Measuring(settings, output, peers)
        for measuring.round in range(1, asked.rounds + 1):
            for group in groups:
                measuring.group = group
                print(f"==> round {measuring.round} of {asked.rounds}: {group}", flush=True)
                try:
                    getattr(measuring, group)()
                except (Trouble, OSError, ValueError, KeyError, IndexError, subprocess.SubprocessError) as trouble:
                    # The other groups are worth having; the run as a whole has failed.
                    problems.append(f"round {measuring.round}, {group}: {trouble}")
                    print(f"  FAILED: {trouble}", flush=True)
    print(f"measurements: {file}")
    if measuring.bad_histories:
        problems.append(f"{measuring.bad_histories} loads had a history that is not linearizable, or could"
                        f" not be judged; those are kept in {folder}")
    return file, problems


def main():
    asked = arguments()
    file, problems = (asked.report, []) if asked.report else measure(asked)
    try:
        with open(file) as lines:
            measurements = Measurements([json.loads(line) for line in lines if line.strip()])
    except (OSError, ValueError, StopIteration) as problem:
        raise Trouble(f"{file} has no measurements: {problem}")
    is_quick = measurements.meta["quick"]
    output = asked.output or (f"{os.path.dirname(file)}/benchmarks.md" if is_quick else f"{ROOT}/docs/benchmarks.md")
    note = "**A quick run: it shows that the program works, its figures mean nothing.**" if is_quick else ""
    with open(output, "w") as page_file:
        page_file.write(page(measurements, note))
    print(f"written: {output}")
    if problems:
        raise Trouble("\n  ".join(["not everything went well:", *problems]))


if __name__ == "__main__":
    perform("cluster/bench", main)
