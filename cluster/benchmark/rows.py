"""What is asked of the service, and how a figure is got from the measurements."""

import statistics

# The share of the machine that others may use while something is measured.
DISTURBED = 0.15
# The share of operations that may fail.
FAILING = 0.01


class Figures:
    """The values of one figure, one for each round, and what may be wrong with them."""

    def __init__(self, values, disturbed=False):
        self.values = [value for value in values if value is not None]
        self.disturbed = disturbed

    def __bool__(self):
        return bool(self.values)

    @property
    def median(self):
        return statistics.median(self.values)


class Measurements:
    """The lines of one run."""

    def __init__(self, lines):
        self.meta = next(line["meta"] for line in lines if "meta" in line)
        self.all = [line for line in lines if "meta" not in line]
        if any("group" not in line for line in self.all):
            raise ValueError("its lines name no group: an earlier version of cluster/bench wrote it")

    def of(self, system, test, **conditions):
        """The lines of one cell that count: with a good history, and undisturbed if there are such."""
        found = [line for line in self.all
                 if line["system"] == system and line["test"] == test and line.get("verdict", "good") == "good"
                 and not is_failing(line["result"]) and all(line.get(key) == value for key, value in conditions.items())]
        calm = [line for line in found if not line.get("disturbed")]
        return calm or found

    def figures(self, value, system, test, **conditions):
        lines = self.of(system, test, **conditions)
        return Figures([value(line["result"]) for line in lines], any(line.get("disturbed") for line in lines))

    def ratio(self, above, below):
        """Medians divided, with the range that the extremes allow."""
        if not above or not below:
            return Figures([])
        values = [above.median / below.median, min(above.values) / max(below.values),
                  max(above.values) / min(below.values)]
        return Figures(sorted(values), above.disturbed or below.disturbed)


def is_failing(result):
    """Whether so much failed that the latencies of the rest say nothing."""
    if not result.get("errors") or "opsPerSecond" not in result:
        return False
    done = result.get("operations") or result["opsPerSecond"] * result.get("seconds", 1)
    return result["errors"] > FAILING * max(done, 1)


def per_second(result):
    return result["opsPerSecond"]


def latency(kind, percentile):
    def value(result):
        summary = result["latencyMs"].get(kind)
        return summary[percentile] if summary else None
    return value


def processor(result):
    """Microseconds of all servers and the client for one operation."""
    machine = result.get("machine")
    return machine["serverCpuMicroseconds"] + machine["clientCpuMicroseconds"] if machine else None


class Row:
    def __init__(self, group, text, goal, unit, figures, at_least=False, digits=2, why=""):
        self.group, self.text, self.goal, self.unit = group, text, goal, unit
        self.figures, self.at_least, self.digits = figures, at_least, digits
        # Told when it is missed and the reason is known beforehand.
        self.why = why

    def met(self, value):
        return value >= self.goal if self.at_least else value <= self.goal

    def factor(self, value):
        """Above 1: better than the goal."""
        return value / self.goal if self.at_least else self.goal / value if value else 0

    def number(self, value):
        return f"{value:,.{self.digits}f}"


def callers(m):
    """How many callers are the many: 256, but in a quick run."""
    return m.meta["settings"]["callers"]


def _native(test, value):
    return lambda m: m.figures(value, "roomkeeper", test, callers=callers(m))


def _against_etcd(system, test):
    """Only those that were measured in turn: etcd is also measured beside the native door."""
    return lambda m: m.ratio(m.figures(per_second, system, test, group="grpc", callers=callers(m)),
                             m.figures(per_second, "etcd", test, group="grpc", callers=callers(m)))


def _field(test, name):
    return lambda m: m.figures(lambda result: result[name], "roomkeeper", test)


ROWS = [
    Row("writes", "writes a second, many callers, native door", 60_000, "/s", _native("writes", per_second), True, 0),
    Row("reads", "linearizable reads a second, many callers, native door", 113_000, "/s",
        _native("reads", per_second), True, 0),
    Row("writes", "a write of one caller, half are answered within", 0.5, "ms",
        lambda m: m.figures(latency("writes", "p50"), "roomkeeper", "writes", callers=1)),
    Row("open", "writes at half of the peak rate, open loop, 99 of 100 within", 5, "ms",
        lambda m: m.figures(latency("writes", "p99"), "roomkeeper", "open")),
    Row("grpc", "gRPC, one call an operation, Go: writes over etcd's", 0.7, "×",
        _against_etcd("roomkeeper-unary", "writes"), True),
    Row("grpc", "gRPC, one call an operation, Go: reads over etcd's", 0.7, "×",
        _against_etcd("roomkeeper-unary", "reads"), True),
    Row("grpc", "gRPC, `Session` streams, Go: writes over etcd's", 3, "×",
        _against_etcd("roomkeeper-session", "writes"), True),
    Row("grpc", "gRPC, `Session` streams, Go: reads over etcd's", 3, "×",
        _against_etcd("roomkeeper-session", "reads"), True),
    Row("writes", "processor time of a write, many callers, three servers and client", 33, "µs",
        _native("writes", processor), digits=1),
    Row("failover", "longest time without a write when the leader is killed (`kill -9`)", 300, "ms",
        _field("failover", "longestGapMs"), digits=0),
    Row("watch", "a change until a watcher has it: 100 watchers, 500 writes a second, half within", 3, "ms",
        _field("watch", "p50")),
    Row("big", "a killed node with many rooms, from its start until it serves", 1, "s", _field("restart", "seconds")),
    Row("big", "a new node, from its start until it is a voter of a cluster with many rooms", 1.5, "s",
        _field("add", "seconds")),
    Row("big", "memory of the largest server with many rooms of 1 KB", 400, "MB",
        lambda m: m.figures(lambda result: result["residentBytes"] / 1e6, "roomkeeper", "memory"), digits=0),
    Row("rooms", "writes a second with ten times the rooms, over those with the usual number", 0.9, "×",
        lambda m: m.ratio(m.figures(per_second, "roomkeeper", "many-rooms"),
                          m.figures(per_second, "roomkeeper", "few-rooms")), True),
]

GROUPS = ["writes", "reads", "open", "grpc", "python", "failover", "watch", "rooms", "big"]
