"""docs/benchmarks.md, made of the lines of a run."""

import statistics

from rows import GROUPS, ROWS, Figures, is_failing, latency, per_second, processor

NAMES = {
    "roomkeeper": "Roomkeeper, native door (Swift)",
    "roomkeeper-session": "Roomkeeper, gRPC `Session` (Go)",
    "roomkeeper-unary": "Roomkeeper, gRPC unary (Go)",
    "roomkeeper-python-session": "Roomkeeper, gRPC `Session` (Python)",
    "roomkeeper-python-unary": "Roomkeeper, gRPC unary (Python)",
    "etcd": "etcd (Go)",
    "zookeeper": "ZooKeeper (Go)",
}

# Systems that are measured in another group than that of the page's table, with etcd beside them.
GROUP_OF = {
    "roomkeeper-session": "grpc", "roomkeeper-unary": "grpc",
    "roomkeeper-python-session": "python", "roomkeeper-python-unary": "python",
}

PROMISES = """\
| System | A write is acknowledged when | A read here is |
|---|---|---|
| Roomkeeper | it is on the disks of a majority, and applied | linearizable: confirmed by a majority's heartbeats |
| etcd 3.4 | it is on the disks of a majority | linearizable (ReadIndex), its default |
| ZooKeeper 3.8 | it is on the disks of a majority | `sync`, and a read once that is answered, for a plain read may be old |

The work is not the same either. A write to Roomkeeper is a command under the rules of rooms, remembered under its request id so that a repetition takes
effect once, with a revision and an event for watchers; a write to the others replaces the bytes of a key."""


def number(value, digits=0):
    return f"{value:,.{digits}f}"


def span(figures, digits=0):
    if len(set(figures.values)) < 2:
        return "–"
    return f"{number(min(figures.values), digits)}–{number(max(figures.values), digits)}"


def mark(figures):
    return " †" if figures.disturbed else ""


def verdict(row, figures):
    if not figures:
        return "not measured"
    factor = row.factor(figures.median)
    return f"met ({factor:.2f}×)" if row.met(figures.median) else f"**missed** ({factor:.2f}×)"


def goal_table(m):
    lines = ["| What | Median | Spread | n | Goal | Verdict |", "|---|--:|--:|--:|--:|---|"]
    for row in ROWS:
        figures = row.figures(m)
        sign = "≥" if row.at_least else "≤"
        goal = f"{sign} {row.goal:,} {row.unit}"
        if figures:
            shown = f"{row.number(figures.median)} {row.unit}{mark(figures)}"
            lines.append(f"| {row.text} | {shown} | {span(figures, row.digits)} | {len(figures.values)} "
                         f"| {goal} | {verdict(row, figures)} |")
        else:
            lines.append(f"| {row.text} | – | – | 0 | {goal} | not measured |")
    return lines


def missed(m):
    """Why: as far as the measurement itself says it."""
    cores = m.meta["machine"]["cores"]
    lines = []
    for row in ROWS:
        figures = row.figures(m)
        if not figures or row.met(figures.median):
            continue
        text = f"- **{row.text}**: {row.number(figures.median)} instead of {row.goal:,} {row.unit}."
        test = {"writes": "writes", "reads": "reads"}.get(row.group)
        if test and row.unit in ("/s", "µs"):
            busy = m.figures(lambda r: (r.get("machine") or {}).get("busyShare"), "roomkeeper", test,
                             callers=m.meta["settings"]["callers"])
            cost = m.figures(processor, "roomkeeper", test, callers=m.meta["settings"]["callers"])
            if busy and cost:
                text += (f" The machine is {min(busy.median, 1):.0%} busy and an operation costs {cost.median:.1f} µs of it, servers and "
                         f"client, so {cores} cores give at most {cores / cost.median * 1e6:,.0f} a second.")
        lines.append(f"{text} {row.why}".rstrip())
    return lines or ["None of those that were measured." if m.all else "Nothing was measured."]


def side_by_side(m, test, title):
    crowds = sorted({line["callers"] for line in m.all if line["test"] == test and "callers" in line})
    lines = [f"### {title}", "",
             "| System | Callers | A second | Spread | p50 ms | p99 ms | CPU µs, servers + client | Over etcd | n |",
             "|---|--:|--:|--:|--:|--:|--:|--:|--:|"]
    kind = "reads" if test == "reads" else "writes"
    for crowd in crowds:
        for system, name in NAMES.items():
            cell = {"group": GROUP_OF.get(system, test), "callers": crowd}
            rate = m.figures(per_second, system, test, **cell)
            if not rate:
                continue
            p50, p99 = (m.figures(latency(kind, p), system, test, **cell) for p in ("p50", "p99"))
            cost = m.figures(processor, system, test, **cell)
            ratio = m.ratio(rate, m.figures(per_second, "etcd", test, **cell))
            lines.append(
                f"| {name} | {crowd} | {number(rate.median)}{mark(rate)} | {span(rate)} | {number(p50.median, 2)} "
                f"| {number(p99.median, 2)} | {number(cost.median, 1) if cost else '–'} "
                f"| {number(ratio.median, 2) + '×' if ratio and system != 'etcd' else '–'} | {len(rate.values)} |")
    return lines + [""]


def failovers(m):
    lines = []
    for system in ("roomkeeper", "etcd"):
        gap = m.figures(lambda r: r["longestGapMs"], system, "failover")
        if gap:
            lines.append(f"| {NAMES[system]} | {number(gap.median)} | {span(gap)} | {len(gap.values)} |")
    if not lines:
        return []
    return ["### The leader is killed", "",
            "A write is due every 5 ms, whatever became of those before; `kill -9` of the leader; the longest time without an acknowledged write. Both systems have"
            " the timers that they come with. Roomkeeper's followers learn from a refused connection that the leader's process is gone; a machine that goes"
            " silent is only missed after the election timeout.", "",
            "| System | Median ms | Spread | n |", "|---|--:|--:|--:|", *lines, ""]


def machine_lines(m):
    machine, settings = m.meta["machine"], m.meta["settings"]
    syncs = Figures([line["result"]["fdatasync"]["latencyMs"]["p50"] for line in m.all
                     if line["result"].get("fdatasync")])
    disk = (f"; `fdatasync` of 4 KiB on it: p50 {syncs.median:.2f} ms ({span(syncs, 2)})" if syncs else "")
    others = [line["result"]["machine"]["othersShare"] for line in m.all
              if (line["result"].get("machine") or {}).get("othersShare") is not None]
    disturbed = sum(1 for line in m.all if line.get("disturbed"))
    judged = [line for line in m.all if "verdict" in line]
    operations = sum(line["result"]["history"]["operations"] for line in judged)
    good = sum(1 for line in judged if line["verdict"] == "good")
    lines = [
        f"- {machine['cpu']}, {machine['cores']} cores, {machine['memory']}, {machine['system']}, Linux {machine['kernel']}; data on"
        f" {machine['disk']}{disk}.",
        f"- {m.meta['date']}, commit {m.meta['commit']}, {m.meta['swift']}; " + ", ".join(m.meta["versions"].values()) + ".",
        f"- {m.meta['rounds']} rounds; in each the systems have their turns one after another, each with a new cluster for writes and one for reads.",
        f"- Three nodes and the load on this one machine, loopback, no TLS, fsync on. {settings['keys']:,} keys or rooms, all there before; values of"
        f" {settings['value_bytes']} bytes; {settings['warm_up']} s of warm-up (ZooKeeper six), {settings['seconds']} s measured. Many callers: {settings['callers']}. Many rooms:"
        f" {settings['many_rooms']:,}.",
        f"- Histories: of {good} of {len(judged)} loads of Roomkeeper every operation on some of the rooms ({operations:,} operations in all) was found"
        " linearizable by `roomchaos check`; the others do not count.",
    ]
    errors = sum(line["result"].get("errors") or 0 for line in m.all)
    failing = sum(1 for line in m.all if is_failing(line["result"]))
    lines.append(f"- Operations that failed, of all systems and loads: {errors:,}; {failing} loads in which more than one of a hundred failed do not count.")
    if others:
        lines.append(
            f"- Others used {statistics.median(others):.0%} of the machine in the median measurement, {max(others):.0%} at most; {disturbed} of"
            f" {len(others)} in which that was looked at had more than 15 %, were made again, and count only where nothing better was had, marked †.")
    return lines


def page(m, note=""):
    head = ["# Benchmarks", "",
            "Written by `cluster/bench` from the measurements of one run; do not edit it by hand. What was tried to get here, and where the time goes,"
            " is in [performance.md](performance.md).", ""]
    if not m.all:
        note = "**Nothing has been measured of this version yet: the page only tells what will be.**"
    if note:
        head += [note, ""]
    body = ["## The run", "", *machine_lines(m), "",
            "## Goals", "",
            "Medians of n rounds with the lowest and highest; the factor is how much better (above 1) or worse the median is than the goal. Of a ratio the"
            " spread is what the extremes of both sides allow.", "", *goal_table(m), "",
            "### Missed, and why", "", *missed(m), "", "[performance.md](performance.md) has what was tried, and profiles.", "",
            "## Side by side", "",
            "Closed loop: each caller waits for its answer. At most 16 connections, all to the leader. CPU is that of all servers and the load"
            " generator within the measured time, for one operation; the generators differ, and are part of what a user pays.", ""]
    for test, title in (("writes", "Writes"), ("reads", "Linearizable reads")):
        if any(line["test"] == test for line in m.all):
            body += side_by_side(m, test, title)
    body += failovers(m)
    tail = ["## What each promises", "", PROMISES, "",
            "## Again", "", "```", "cluster/bench                          # everything; see --help for parts of it",
            "cluster/bench --only writes,reads --rounds 5", "cluster/bench --report FILE            # this page again, from measurements that were kept",
            "```", "",
            "The machine must have nothing else to do. Figures of a shared machine differ by half from one hour to the next: compare"
            " within a run, not between runs. Groups: " + ", ".join(f"`{group}`" for group in GROUPS) + ". How it is measured is"
            " [decision 0162](decisions/0162-peers-are-measured-in-turn.md).", ""]
    return "\n".join(head + body + tail)
