"""Child processes that cannot outlive this one, free ports, and what a process uses."""

import contextlib
import ctypes
import os
import random
import signal
import socket
import subprocess
import sys
import time


class Trouble(Exception):
    """What the person at the terminal is told, without a stack."""


def perform(name, main):
    """Runs a program to its exit code; it gives up what it started, also when it is told to end."""
    # As a polite end: every `with` gives up what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        main()
    except Trouble as trouble:
        print(f"{name}: {trouble}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print(f"{name}: stopped; everything that it started has ended", file=sys.stderr)
        sys.exit(130)


def _die_with_parent():
    # PR_SET_PDEATHSIG: also when this process is killed and can end nobody.
    ctypes.CDLL("libc.so.6").prctl(1, signal.SIGKILL)


def spawn(command, log, environment=None):
    """Starts a server in a session of its own, so that Ctrl-C reaches only whoever ends it."""
    with open(log, "ab") as output:
        return subprocess.Popen(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL,
                                start_new_session=True, preexec_fn=_die_with_parent,
                                env=environment)


def begin(command, environment=None):
    """Starts a tool whose output is read."""
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            preexec_fn=_die_with_parent, env=environment)


def run(command, limit=120, environment=None, check=True):
    """Runs a tool to its end; its standard output as text."""
    process = begin(command, environment)
    try:
        output, errors = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        raise Trouble(f"stopped after {limit} s: {' '.join(map(str, command))}")
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    if check and process.returncode != 0:
        raise Trouble(f"exit code {process.returncode}: {' '.join(map(str, command))}\n{errors[-2000:]}")
    return output


def end(process, grace=10):
    """Ends a child by its pid: politely, then by force."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(grace)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _is_free(port):
    with contextlib.closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            return True
        except OSError:
            return False


def free_base_port(nodes=4, step=10, used=4):
    """A first port such that `used` ports of each node are free, below those of clients."""
    for _ in range(100):
        base = random.randrange(20000, 30000, step * nodes)
        if all(_is_free(base + node * step + port) for node in range(nodes) for port in range(used)):
            return base
    raise Trouble("no free ports were found between 20000 and 30000")


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def resident_bytes(pid):
    with open(f"/proc/{pid}/status") as status:
        for line in status:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
    return 0


def machine_seconds():
    """Processor time of the whole machine that was not idle, and all there was."""
    with open("/proc/stat") as stat:
        fields = [int(field) for field in stat.readline().split()[1:9]]
    return sum(fields[i] for i in (0, 1, 2, 5, 6)) / 100, sum(fields) / 100


def others_share(seconds=0.5):
    """The share of the machine that is used while we use nothing."""
    before = machine_seconds()
    time.sleep(seconds)
    after = machine_seconds()
    return (after[0] - before[0]) / max(after[1] - before[1], 0.001)


def wait_until(condition, seconds, what):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = condition()
        if found is not None and found is not False:
            return found
        time.sleep(0.01)
    raise Trouble(f"after {seconds} s: {what}")
