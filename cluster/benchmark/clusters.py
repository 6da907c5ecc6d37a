"""Clusters of three nodes on this machine, one class for each system."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request

from processes import Trouble, begin, end, free_base_port, free_ports, run, spawn, wait_until

NODES = 3


class Cluster:
    """Used in a `with` statement: nothing of it is left behind."""

    def __init__(self, settings):
        self.settings = settings
        self.folder = tempfile.mkdtemp(prefix=f"{self.name}.", dir=settings.run)
        self.processes = {}

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        # By force: what is measured next must not wait, and the data is removed.
        for process in self.processes.values():
            if process.poll() is None:
                process.kill()
            process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def pids(self):
        return [process.pid for process in self.processes.values() if process.poll() is None]


class Roomkeeper(Cluster):
    name = "roomkeeper"

    def __init__(self, settings, nodes=NODES):
        super().__init__(settings)
        self.nodes = nodes

    def start(self):
        self.base = free_base_port(max(self.nodes, NODES + 1))
        self.file = f"{self.folder}/cluster.yaml"
        members = [word for node in range(1, self.nodes + 1) for word in ("--node", self.address(node, 0))]
        run([self.settings.roomctl, "cluster", "init", *members, "--output", self.file])
        for node in range(1, self.nodes + 1):
            self.format(node, self.file)
            self.launch(node)
        for node in range(1, self.nodes + 1):
            self.wait_ready(node)

    def address(self, node, door):
        """Doors: 0 peers, 1 native, 2 gRPC, 3 HTTP."""
        return f"127.0.0.1:{self.base + (node - 1) * 10 + door}"

    def data(self, node):
        return f"{self.folder}/node{node}/data"

    def format(self, node, file):
        os.makedirs(f"{self.folder}/node{node}", exist_ok=True)
        run([self.settings.roomd, "format", "--data", self.data(node), "--cluster", file,
             "--node", str(node)])

    def launch(self, node):
        self.processes[node] = spawn(
            [self.settings.roomd, "run", "--data", self.data(node), "--insecure"],
            f"{self.folder}/node{node}/roomd.log")

    def is_ready(self, node):
        try:
            with urllib.request.urlopen(f"http://{self.address(node, 3)}/readyz", timeout=1) as reply:
                return reply.status == 200
        except OSError:
            return False

    def wait_ready(self, node, seconds=60):
        wait_until(lambda: self.is_ready(node), seconds, f"node {node} is not ready, see its log")

    @property
    def native(self):
        return ",".join(self.address(node, 1) for node in self.processes)

    def roomctl(self, *words, limit=120):
        """The JSON that a command prints."""
        environment = dict(os.environ, ROOMCTL_ENDPOINTS=self.native)
        return json.loads(run([self.settings.roomctl, *map(str, words), "-o", "json"], limit, environment))

    def leader(self):
        def look():
            try:
                return self.roomctl("cluster", "status").get("leaderId")
            except (Trouble, ValueError):
                return None
        return wait_until(look, 30, "there is no leader")

    def leader_first(self, door):
        leader = self.leader()
        nodes = [leader] + [node for node in self.processes if node != leader]
        return [self.address(node, door) for node in nodes]

    def kill(self, node):
        self.processes[node].kill()
        self.processes[node].wait()

    def add(self, node):
        """Adds a node; the seconds from the start of its process until it is a voter."""
        file = f"{self.folder}/cluster-{node}.yaml"
        adding = begin(
            [self.settings.roomctl, "cluster", "add", self.address(node, 0), "--id", str(node),
             "--output-file", file], dict(os.environ, ROOMCTL_ENDPOINTS=self.native))
        try:
            wait_until(lambda: os.path.exists(file), 60, "roomctl cluster add wrote no file")
            self.format(node, file)
            start = time.monotonic()
            self.launch(node)
            try:
                code = adding.wait(120)
            except subprocess.TimeoutExpired:
                raise Trouble("roomctl cluster add did not end within 120 s")
            if code != 0:
                raise Trouble(f"roomctl cluster add failed: {adding.stderr.read()[-1000:]}")
            return time.monotonic() - start
        finally:
            end(adding)


class Etcd(Cluster):
    name = "etcd"

    def start(self):
        ports = free_ports(2 * NODES)
        self.clients = [f"127.0.0.1:{port}" for port in ports[:NODES]]
        peers = [f"http://127.0.0.1:{port}" for port in ports[NODES:]]
        members = ",".join(f"n{number}={peer}" for number, peer in enumerate(peers))
        for number in range(NODES):
            url = f"http://{self.clients[number]}"
            self.processes[number] = spawn(
                ["etcd", "--name", f"n{number}", "--data-dir", f"{self.folder}/n{number}",
                 "--listen-client-urls", url, "--advertise-client-urls", url,
                 "--listen-peer-urls", peers[number], "--initial-advertise-peer-urls", peers[number],
                 "--initial-cluster", members, "--initial-cluster-state", "new",
                 "--quota-backend-bytes", str(8 << 30), "--logger", "zap", "--log-level", "error"],
                f"{self.folder}/n{number}.log")
        self.leader()

    def leader(self):
        """The number of the node that leads."""
        def look():
            try:
                told = json.loads(run(["etcdctl", "--endpoints", ",".join(self.clients), "endpoint",
                                       "status", "-w", "json"],
                                      environment=dict(os.environ, ETCDCTL_API="3")))
            except (Trouble, ValueError):
                return None
            leaders = [one["Endpoint"] for one in told
                       if one["Status"].get("leader") and one["Status"]["leader"] == one["Status"]["header"]["member_id"]]
            is_whole = len(told) == NODES and len(leaders) == 1
            return self.clients.index(leaders[0]) if is_whole else None
        return wait_until(look, 60, "etcd has no leader")

    def leader_first(self, _door=None):
        leader = self.leader()
        return [self.clients[leader]] + [c for i, c in enumerate(self.clients) if i != leader]


class ZooKeeper(Cluster):
    name = "zookeeper"
    JAR = "/usr/share/java/zookeeper.jar"

    def start(self):
        ports = free_ports(3 * NODES)
        self.clients = [f"127.0.0.1:{port}" for port in ports[:NODES]]
        servers = "".join(
            f"server.{i + 1}=127.0.0.1:{ports[NODES + i]}:{ports[2 * NODES + i]}\n" for i in range(NODES))
        for number in range(NODES):
            data = f"{self.folder}/n{number}"
            os.makedirs(data)
            with open(f"{data}/myid", "w") as file:
                file.write(f"{number + 1}\n")
            with open(f"{data}.cfg", "w") as file:
                file.write(f"tickTime=2000\ninitLimit=10\nsyncLimit=5\nmaxClientCnxns=0\n"
                           f"admin.enableServer=false\n4lw.commands.whitelist=srvr\ndataDir={data}\n"
                           f"clientPort={ports[number]}\nclientPortAddress=127.0.0.1\n{servers}")
            self.processes[number] = spawn(
                ["java", "-Xmx1g", "-cp", self.JAR,
                 "org.apache.zookeeper.server.quorum.QuorumPeerMain", f"{data}.cfg"], f"{data}.log")
        self.leader()

    def _mode(self, number):
        try:
            with socket.create_connection(("127.0.0.1", int(self.clients[number].split(":")[1])), 1) as s:
                s.sendall(b"srvr")
                text = b"".join(iter(lambda: s.recv(4096), b"")).decode()
        except OSError:
            return ""
        return next((line[6:] for line in text.splitlines() if line.startswith("Mode: ")), "")

    def leader(self):
        def look():
            modes = [self._mode(number) for number in range(NODES)]
            is_whole = sorted(modes) == ["follower"] * (NODES - 1) + ["leader"]
            return modes.index("leader") if is_whole else None
        return wait_until(look, 60, "ZooKeeper has no leader")

    leader_first = Etcd.leader_first
