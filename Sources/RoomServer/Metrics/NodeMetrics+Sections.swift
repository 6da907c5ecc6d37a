import ByteCoding
import Raft
import RoomReplica
import RoomState
import RoomStorage

/// How each part of a sample is written. Names and units follow Prometheus' conventions: base
/// units, `_total` on counters.
extension NodeMetrics {
    static func writeDoors(_ sample: NodeSample, to text: inout PrometheusText) {
        text.single(
            "roomkeeper_requests_in_flight", .gauge, UInt64(sample.requestsInFlight),
            help: "Requests handed to the replica and not answered yet.")
        text.single(
            "roomkeeper_native_connections", .gauge, UInt64(sample.nativeConnections),
            help: "Open connections of the native door.")
        if let watches = sample.watches {
            watches.metrics.write(watchers: watches.watchers, to: &text)
        }
    }

    static func write(_ status: ReplicaStatus, to text: inout PrometheusText) {
        let raft = status.raft
        text.family(
            "roomkeeper_role", .gauge, help: "1 for the role that the node has, 0 for the others.")
        for role in [
            RaftStatus.Role.follower, .preCandidate, .candidate, .leader,
        ] {
            text.sample(
                "roomkeeper_role", [("role", role.rawValue)], (role == raft.role ? 1 : 0) as UInt64)
        }
        let gauges: [(name: String, value: UInt64, help: String)] = [
            ("term", raft.term.rawValue, "The current term."),
            ("leader_id", raft.leader?.rawValue ?? 0, "The leader's node id; 0: none is known."),
            ("ready", status.isReady ? 1 : 0, "1 when the node serves requests."),
            ("log_first_index", raft.truncatedIndex.next.rawValue, "The first log entry kept."),
            ("log_last_index", raft.lastIndex.rawValue, "The last log entry."),
            ("log_durable_index", raft.durableIndex.rawValue, "The last log entry synced here."),
            ("commit_index", raft.commitIndex.rawValue, "The last entry known to be committed."),
            ("applied_index", status.appliedIndex.rawValue, "The last entry applied to rooms."),
            (
                "state_digest", status.stateDigest.high >> 16,
                "The first 48 bits of the digest of all changes up to applied_index; equal on all "
                    + "nodes at an equal applied_index."
            ),
            ("proposals_waiting", UInt64(status.waitingProposals), "Proposals not answered yet."),
            ("reads_waiting", UInt64(status.waitingReads), "Reads waiting for their confirmation."),
            (
                "feature_level", UInt64(status.featureLevel.rawValue),
                "What the log may hold; it rises when every member understands more."
            ),
            (
                "understood_feature_level", UInt64(status.understoodLevel.rawValue),
                "The highest feature level that this node takes part in."
            ),
            ("voters", UInt64(raft.membership.voters.count), "Voters of the membership."),
            (
                "group_time_milliseconds", status.groupTime.milliseconds,
                "The cluster's own clock, in milliseconds since 1970."
            ),
        ]
        for gauge in gauges {
            text.single("roomkeeper_\(gauge.name)", .gauge, gauge.value, help: gauge.help)
        }
        guard !raft.peers.isEmpty else { return }
        text.family(
            "roomkeeper_follower_match_index", .gauge,
            help: "On the leader: how far each member's log is known to be durable.")
        for peer in raft.peers {
            text.sample(
                "roomkeeper_follower_match_index", [("peer", peer.node.description)],
                peer.matchIndex.rawValue)
        }
    }

    static func write(_ peers: [PeerSample], to text: inout PrometheusText) {
        guard !peers.isEmpty else { return }
        typealias Family = (
            name: String, kind: PrometheusText.Kind, value: (PeerSample) -> UInt64, help: String
        )
        let families: [Family] = [
            ("up", .gauge, { $0.isUp ? 1 : 0 }, "1 while a link to the peer is open."),
            ("frames_sent_total", .counter, \.framesSent, "Frames sent to the peer."),
            ("frames_received_total", .counter, \.framesReceived, "Frames heard from the peer."),
            ("bytes_sent_total", .counter, \.bytesSent, "Bytes sent to the peer."),
            ("bytes_received_total", .counter, \.bytesReceived, "Bytes heard from the peer."),
            (
                "frames_dropped_total", .counter, \.framesDropped,
                "Frames for the peer that were dropped because its queue was full or it was away."
            ),
            (
                "link_failures_total", .counter, \.failedAttempts,
                "Attempts to link to the peer that failed, because it was away or was refused."
            ),
        ]
        for family in families {
            text.family("roomkeeper_peer_\(family.name)", family.kind, help: family.help)
            for peer in peers {
                text.sample(
                    "roomkeeper_peer_\(family.name)", [("peer", peer.node.description)],
                    family.value(peer))
            }
        }
    }

    static func write(
        _ databases: [DatabaseSample], freeBytes: UInt64?, to text: inout PrometheusText
    ) {
        if let freeBytes {
            text.single(
                "roomkeeper_disk_free_bytes", .gauge, freeBytes,
                help: "Bytes that may still be written where the data directory is.")
        }
        guard !databases.isEmpty else { return }
        typealias Family = (
            name: String, kind: PrometheusText.Kind, value: (DatabaseSample) -> UInt64, help: String
        )
        let families: [Family] = [
            ("table_bytes", .gauge, \.statistics.tableBytes, "Bytes of table files."),
            ("live_bytes", .gauge, \.statistics.liveBytes, "Estimated bytes of live data."),
            ("buffer_bytes", .gauge, \.statistics.bufferBytes, "Bytes of write buffers."),
            ("cache_bytes", .gauge, \.statistics.cacheBytes, "Bytes of the block cache."),
            ("keys", .gauge, \.statistics.keys, "Estimated number of keys."),
            (
                "pending_compaction_bytes", .gauge, \.statistics.pendingCompactionBytes,
                "Estimated bytes that compaction still has to rewrite."
            ),
            (
                "background_errors_total", .counter, \.statistics.backgroundErrors,
                "Failed flushes and compactions."
            ),
        ]
        for family in families {
            text.family("roomkeeper_database_\(family.name)", family.kind, help: family.help)
            for database in databases {
                text.sample(
                    "roomkeeper_database_\(family.name)", [("database", database.name)],
                    family.value(database))
            }
        }
    }

    /// The names that Prometheus' own client libraries use.
    static func write(
        _ process: ProcessSample, startedAt: WallClockTime, to text: inout PrometheusText
    ) {
        text.family(
            "process_cpu_seconds_total", .counter, help: "User and system time, in seconds.")
        text.sample(
            "process_cpu_seconds_total", [], Double(process.cpuMicroseconds) / 1_000_000)
        text.family(
            "process_start_time_seconds", .gauge, help: "When the process started, since 1970.")
        text.sample(
            "process_start_time_seconds", [], Double(startedAt.milliseconds) / 1_000)
        let gauges: [(name: String, value: UInt64?, help: String)] = [
            ("process_resident_memory_bytes", process.residentBytes, "Resident memory."),
            ("process_open_fds", process.openFiles, "Open file descriptors."),
            ("process_max_fds", process.maxFiles, "The limit of open file descriptors."),
        ]
        for gauge in gauges {
            if let value = gauge.value {
                text.single(gauge.name, .gauge, value, help: gauge.help)
            }
        }
    }
}
