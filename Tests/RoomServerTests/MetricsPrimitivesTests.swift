import RoomServer
import Testing

@Suite struct MetricsPrimitivesTests {
    @Test func anObservationFallsIntoTheFirstBucketWhoseBoundItDoesNotExceed() {
        let histogram = Histogram(bounds: [1, 10, 100], scale: 1)
        for value in [0, 1, 2, 10, 11, 100, 101, 5_000, -3] {
            histogram.observe(value)
        }
        let snapshot = histogram.snapshot()
        // 0, 1 and -3 (taken as 0) · 2 and 10 · 11 and 100 · 101 and 5,000.
        #expect(snapshot.cells == [3, 2, 2, 2])
        #expect(snapshot.count == 9)
        #expect(snapshot.sum == 5_225)
    }

    @Test func aBoundThatSoManyObservationsDoNotExceedIsTold() {
        let histogram = Histogram(bounds: [1, 10, 100], scale: 1)
        #expect(histogram.snapshot().bound(ofPercent: 99) == nil)
        for _ in 0..<99 { histogram.observe(5) }
        histogram.observe(50)
        #expect(histogram.snapshot().bound(ofPercent: 99) == 10)
        histogram.observe(70)
        #expect(histogram.snapshot().bound(ofPercent: 99) == 100)
        // What exceeds every bound is told as the last one.
        for _ in 0..<1000 { histogram.observe(1000) }
        #expect(histogram.snapshot().bound(ofPercent: 99) == 100)
    }

    @Test func aFewSyncsTellNothingOfADisk() {
        let metrics = LogMetrics()
        for _ in 0..<999 { metrics.synced(in: .milliseconds(1)) }
        #expect(metrics.slowSyncMicroseconds == nil)
        metrics.synced(in: .milliseconds(1))
        #expect(metrics.slowSyncMicroseconds == 1000)
    }

    @Test func durationsAreObservedInMicroseconds() {
        let histogram = Histogram.latency()
        histogram.observe(Duration.microseconds(150))
        histogram.observe(Duration.seconds(2))
        #expect(histogram.snapshot().sum == 2_000_150)
    }

    @Test func countersOfOneFamilyAreListedInTheOrderOfTheirKeys() {
        let counters = LabelledCounters<String>()
        counters.counter(for: "b").add(2)
        counters.counter(for: "a").add()
        counters.counter(for: "b").add()
        #expect(counters.sorted().map(\.key) == ["a", "b"])
        #expect(counters.sorted().map(\.value) == [1, 3])
    }

    @Test func concurrentAddsAreAllCounted() async {
        let counter = Counter()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { for _ in 0..<10_000 { counter.add() } }
            }
        }
        #expect(counter.value == 80_000)
    }

    @Test func theExpositionHasHeadersEscapesAndCumulativeBuckets() {
        var text = PrometheusText(common: [(name: "group", value: "1")])
        text.family("rooms_total", .counter, help: "Back\\slash and\nline.")
        text.sample(
            "rooms_total", [(name: "why", value: "a \"quote\", a \\ and\na line")], 3 as UInt64)
        text.family("level", .gauge, help: "Level.")
        text.sample("level", [], -2 as Int64)
        text.family("wait_seconds", .histogram, help: "Wait.")
        let histogram = Histogram(bounds: [500, 1_000_000], scale: 1_000_000)
        for value in [400, 500, 2_500, 3_000_000] { histogram.observe(value) }
        text.sample("wait_seconds", [(name: "door", value: "http")], histogram.snapshot())
        #expect(
            text.text == #"""
                # HELP rooms_total Back\\slash and\nline.
                # TYPE rooms_total counter
                rooms_total{group="1",why="a \"quote\", a \\ and\na line"} 3
                # HELP level Level.
                # TYPE level gauge
                level{group="1"} -2
                # HELP wait_seconds Wait.
                # TYPE wait_seconds histogram
                wait_seconds_bucket{group="1",door="http",le="0.0005"} 2
                wait_seconds_bucket{group="1",door="http",le="1"} 3
                wait_seconds_bucket{group="1",door="http",le="+Inf"} 4
                wait_seconds_sum{group="1",door="http"} 3.0034
                wait_seconds_count{group="1",door="http"} 4

                """#)
    }

    @Test func theProcessKnowsWhatItUses() {
        let before = ProcessSample.current()
        #expect((before.residentBytes ?? 0) > 1 << 20)
        #expect((before.openFiles ?? 0) >= 3)
        #expect(before.cpuMicroseconds > 0)
        #expect((before.maxFiles ?? 0) > 0)
    }
}
