/// Index and system records that changed since they were last handed out, over the stored ones.
struct SmallRecords {
    private var changed: [[UInt8]: [UInt8]?] = [:]
    /// The changed keys in the order of their first change.
    private var order: [[UInt8]] = []

    func value(
        for key: [UInt8], in reader: some StateReader
    ) throws(StateReadFailure) -> [UInt8]? {
        if let change = self.changed[key] { return change }
        return try reader.value(for: key)
    }

    mutating func put(_ value: [UInt8]?, for key: [UInt8]) {
        if self.changed.updateValue(value, forKey: key) == nil {
            self.order.append(key)
        }
    }

    mutating func takeChanges(into changes: inout [StateChange]) {
        for key in self.order {
            guard let value = self.changed[key] else { continue }
            changes.append(StateChange(key: key, value: value))
        }
        self.changed.removeAll(keepingCapacity: true)
        self.order.removeAll(keepingCapacity: true)
    }
}
