/// What the watches of a node count.
package final class WatchMetrics: Sendable {
    package let updates = Counter()
    package let slowConsumers = Counter()
    /// Watches that ended because the node could not keep up with them.
    package let sheds = Counter()
    /// How often changes were left out, of a reader that wants the latest and was too slow.
    package let conflations = Counter()

    package init() {}

    func write(watchers: Int, to text: inout PrometheusText) {
        text.single(
            "roomkeeper_watchers", .gauge, UInt64(watchers), help: "Open watches, of all doors.")
        text.single(
            "roomkeeper_watch_updates_total", .counter, self.updates.value,
            help: "Updates told to watches.")
        text.single(
            "roomkeeper_watch_slow_consumers_total", .counter, self.slowConsumers.value,
            help: "Watches that were cut off because their readers were too slow.")
        text.single(
            "roomkeeper_watch_sheds_total", .counter, self.sheds.value,
            help: "Watches that were ended because the node could not keep up with them.")
        text.single(
            "roomkeeper_watch_conflations_total", .counter, self.conflations.value,
            help: "Times that a slow reader got the newest of rooms instead of every change.")
    }
}
