import ByteCoding
import Raft
import RoomReplica
import RoomServer
import RoomState
import RoomStorage
import Testing

@Suite struct MetricsExpositionTests {
    private static let identity = StoreIdentity(
        cluster: ClusterID(0x0011_2233_aabb_ccdd), node: NodeID(2), store: StoreID(7))

    private static func sample() -> NodeSample {
        let raft = RaftStatus(
            node: NodeID(2), role: .leader, term: Term(3), votedFor: NodeID(2),
            leader: NodeID(2), truncatedIndex: LogIndex(10), lastIndex: LogIndex(20),
            lastTerm: Term(3), commitIndex: LogIndex(19), applyingIndex: LogIndex(19),
            appliedIndex: LogIndex(18), durableIndex: LogIndex(20), transferTarget: nil,
            membership: Membership(voters: [1, 2, 3].map { Member(node: NodeID($0)) }),
            peers: [
                RaftStatus.Peer(
                    node: NodeID(1), matchIndex: LogIndex(19), nextIndex: LogIndex(21),
                    isAnswering: true)
            ])
        var sample = NodeSample()
        sample.status = ReplicaStatus(
            identity: Self.identity, raft: raft, appliedIndex: LogIndex(18),
            stateDigest: StableHash(high: 0x0000_0000_00ff_abcd, low: 1),
            groupTime: GroupTime(milliseconds: 1_700_000_000_123), notReadyReason: nil,
            waitingProposals: 4, waitingReads: 5)
        var peer = PeerSample(node: NodeID(1), isUp: true)
        peer.framesSent = 100
        peer.framesReceived = 90
        peer.bytesSent = 1_000
        peer.bytesReceived = 900
        peer.framesDropped = 1
        peer.failedAttempts = 3
        sample.peers = [peer, PeerSample(node: NodeID(3), isUp: false)]
        var statistics = StorageStatistics()
        statistics.tableBytes = 4_096
        statistics.keys = 12
        sample.databases = [DatabaseSample(name: "log", statistics: statistics)]
        sample.freeBytes = 1 << 30
        sample.nativeConnections = 6
        sample.requestsInFlight = 9
        sample.process = ProcessSample(
            cpuMicroseconds: 1_250_000, residentBytes: 1 << 20, openFiles: 33, maxFiles: 1_024)
        return sample
    }

    private static func metrics() -> NodeMetrics {
        NodeMetrics(
            version: "0.1.0", identity: Self.identity,
            startedAt: WallClockTime(milliseconds: 1_700_000_000_500))
    }

    @Test func whatPartsKnowOfThemselvesIsShownWithItsUnitsAndLabels() {
        let text = Self.metrics().exposition(of: Self.sample())
        let lines = Set(text.split(separator: "\n").map(String.init))
        for line in [
            #"roomkeeper_build_info{version="0.1.0"} 1"#,
            #"roomkeeper_node_info{cluster="00112233aabbccdd",node="2","#
                + #"store="0000000000000007"} 1"#,
            #"roomkeeper_requests_in_flight 9"#,
            #"roomkeeper_native_connections 6"#,
            #"roomkeeper_role{group="1",role="leader"} 1"#,
            #"roomkeeper_role{group="1",role="follower"} 0"#,
            #"roomkeeper_term{group="1"} 3"#,
            #"roomkeeper_leader_id{group="1"} 2"#,
            #"roomkeeper_ready{group="1"} 1"#,
            #"roomkeeper_log_first_index{group="1"} 11"#,
            #"roomkeeper_log_last_index{group="1"} 20"#,
            #"roomkeeper_log_durable_index{group="1"} 20"#,
            #"roomkeeper_commit_index{group="1"} 19"#,
            #"roomkeeper_applied_index{group="1"} 18"#,
            // 0xffabcd without its lowest 16 bits.
            #"roomkeeper_state_digest{group="1"} 255"#,
            #"roomkeeper_proposals_waiting{group="1"} 4"#,
            #"roomkeeper_reads_waiting{group="1"} 5"#,
            #"roomkeeper_follower_match_index{group="1",peer="1"} 19"#,
            #"roomkeeper_peer_up{peer="1"} 1"#,
            #"roomkeeper_peer_up{peer="3"} 0"#,
            #"roomkeeper_peer_frames_sent_total{peer="1"} 100"#,
            #"roomkeeper_peer_bytes_received_total{peer="1"} 900"#,
            #"roomkeeper_peer_frames_dropped_total{peer="1"} 1"#,
            #"roomkeeper_peer_link_failures_total{peer="1"} 3"#,
            #"roomkeeper_disk_free_bytes 1073741824"#,
            #"roomkeeper_database_table_bytes{database="log"} 4096"#,
            #"roomkeeper_database_keys{database="log"} 12"#,
            #"process_cpu_seconds_total 1.25"#,
            #"process_start_time_seconds 1700000000.5"#,
            #"process_resident_memory_bytes 1048576"#,
            #"process_open_fds 33"#,
            #"process_max_fds 1024"#,
        ] {
            #expect(lines.contains(line), "\(line)")
        }
    }

    @Test func everyFamilyHasOneHeaderAndAllItsSamplesBehindIt() {
        // The format's rule: HELP and TYPE once per family, before its samples, which are together.
        let text = Self.metrics().exposition(of: Self.sample())
        #expect(text.hasSuffix("\n"))
        var seen: Set<String> = []
        var current = ""
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if line.hasPrefix("# HELP ") {
                current = String(words[2])
                #expect(seen.insert(current).inserted, "\(current) has two headers")
            } else if line.hasPrefix("# TYPE ") {
                #expect(words[2] == current)
                #expect(["counter", "gauge", "histogram"].contains(words[3]))
            } else {
                let name = line.prefix { $0 != "{" && $0 != " " }
                let suffixes = ["", "_bucket", "_sum", "_count"]
                #expect(suffixes.contains { name == current + $0 }, "\(line)")
                #expect(words.last.flatMap { Double($0) } != nil, "\(line)")
            }
        }
        #expect(seen.count > 40)
    }

    @Test func requestsAreCountedByDoorOperationAndResultAndTimed() {
        let metrics = Self.metrics()
        let native = metrics.requests.observer(of: .native)
        let grpc = metrics.requests.observer(of: .grpc)
        native.requestEnded(.mutate, as: .ok, after: .milliseconds(1))
        native.requestEnded(.mutate, as: .ok, after: .milliseconds(3))
        grpc.requestEnded(.mutate, as: .ok, after: .milliseconds(3))
        grpc.requestEnded(.getRoom, as: .unknown, after: .microseconds(60))
        let text = metrics.exposition(of: NodeSample())
        for line in [
            #"roomkeeper_requests_total{door="native",operation="mutate",result="ok"} 2"#,
            #"roomkeeper_requests_total{door="grpc",operation="mutate",result="ok"} 1"#,
            #"roomkeeper_requests_total{door="http",operation="mutate",result="ok"} 0"#,
            #"roomkeeper_requests_total{door="native",operation="mutate",result="invalid"} 0"#,
            #"roomkeeper_requests_total{door="grpc",operation="get_room",result="unknown"} 1"#,
            #"roomkeeper_requests_total{door="native",operation="get_room",result="unknown"} 0"#,
            #"roomkeeper_requests_total{door="http",operation="node_status",result="failed"} 0"#,
            #"roomkeeper_request_seconds_bucket{operation="mutate",le="0.001"} 1"#,
            #"roomkeeper_request_seconds_bucket{operation="mutate",le="0.003"} 3"#,
            #"roomkeeper_request_seconds_sum{operation="mutate"} 0.007"#,
            #"roomkeeper_request_seconds_count{operation="get_room"} 1"#,
        ] {
            #expect(text.contains(line + "\n"), "\(line)")
        }
    }

    @Test func aSyncIsCountedOnceHoweverManyEntriesItHolds() throws {
        let metrics = Self.metrics()
        let storage = MeasuredLogStorage(AcceptingLog(), metrics: metrics.log)
        let entries = (1...5).map {
            Entry(index: LogIndex($0), term: Term(1), kind: .command, payload: [1, 2, 3, 4])
        }
        try storage.write([
            LogWrite(sequence: IOSequence(1), entries: Array(entries[..<3])),
            LogWrite(sequence: IOSequence(2), entries: Array(entries[3...])),
        ])
        metrics.log.synced(in: .microseconds(180))
        let text = metrics.exposition(of: NodeSample())
        for line in [
            #"roomkeeper_log_syncs_total{group="1"} 1"#,
            #"roomkeeper_log_sync_seconds_bucket{group="1",le="0.0001"} 0"#,
            #"roomkeeper_log_sync_seconds_bucket{group="1",le="0.0002"} 1"#,
            #"roomkeeper_log_entries_per_sync_bucket{group="1",le="4"} 0"#,
            #"roomkeeper_log_entries_per_sync_bucket{group="1",le="8"} 1"#,
            #"roomkeeper_log_entries_per_sync_sum{group="1"} 5"#,
            #"roomkeeper_log_entry_bytes_total{group="1"} 150"#,
        ] {
            #expect(text.contains(line + "\n"), "\(line)")
        }
    }

    @Test func whatIsNotWrittenIsNotCounted() {
        let metrics = Self.metrics()
        let storage = MeasuredLogStorage(AcceptingLog(fails: true), metrics: metrics.log)
        #expect(throws: LogStorageError.io("no space")) {
            try storage.write([LogWrite(sequence: IOSequence(1))])
        }
        #expect(
            metrics.exposition(of: NodeSample())
                .contains("roomkeeper_log_entries_per_sync_count{group=\"1\"} 0\n"))
    }

    @Test func aNodeThatIsStillStartingShowsWhoItIsButNoConsensus() {
        let text = Self.metrics().exposition()
        #expect(text.contains("roomkeeper_node_info"))
        #expect(!text.contains("roomkeeper_term"))
        #expect(!text.contains("roomkeeper_peer_up"))
    }
}

/// A log that takes everything and keeps nothing, or fails every write.
private struct AcceptingLog: LogStorage {
    var fails = false

    func recover() throws(LogStorageError) -> RecoveredLog {
        throw .corrupt("nothing is kept")
    }

    func write(_ writes: [LogWrite]) throws(LogStorageError) {
        if self.fails { throw .io("no space") }
    }

    func entries(
        from first: LogIndex, through last: LogIndex, maxBytes: Int
    ) throws(LogStorageError) -> [Entry] { [] }

    func truncatePrefix(through index: LogIndex, term: Term) throws(LogStorageError) {}

    func pin(_ node: NodeID, to store: StoreID) throws(LogStorageError) {}
}
