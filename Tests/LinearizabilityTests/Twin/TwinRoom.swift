import Linearizability

/// A room by the words of docs/histories.md, and nothing else.
struct TwinRoom: TwinObject {
    var exists = false
    var revision = 0
    var value = ""
    var host = ""
    var owner = ""
    var pins: [String] = []
    var cohosts: Set<String> = []
    /// How many there may be of each; the caller tries all.
    var pinLimit = 20
    var cohostLimit = 32

    func after(_ record: OperationRecord) -> [TwinRoom] {
        let result = record.lastResult
        if !record.hasSucceeded {
            guard let code = result?.code else { return [self] }
            return self.isTrue(code, record) ? [self] : []
        }
        if record.kind == .read { return self.shows(result) ? [self] : [] }
        var next: [TwinRoom] = []
        if let changed = self.applying(record) { next.append(changed) }
        let isSame = record.kind == .set || record.kind == .cas
        if isSame, self.exists, self.mayDo(record), self.meets(record),
            Self.text(record.arguments?.value) == self.value
        {
            next.append(self)
        }
        return next.filter { result?.revision == nil || $0.revision == result?.revision }
    }

    func applying(_ record: OperationRecord) -> TwinRoom? {
        let arguments = record.arguments
        if record.kind == .create {
            guard !self.exists else { return nil }
            let host = arguments?.host ?? ""
            let actor = arguments?.actor == "host" ? host : arguments?.actor
            return TwinRoom(
                exists: true, revision: 1, value: Self.text(arguments?.value), host: host,
                owner: actor ?? host, pinLimit: self.pinLimit, cohostLimit: self.cohostLimit)
        }
        guard self.exists, self.mayDo(record), self.meets(record) else { return nil }
        var next = self
        next.revision += 1
        switch record.kind {
        case .set, .cas:
            next.value = Self.text(arguments?.value)
        case .delete:
            next.exists = false
        case .pin:
            let id = arguments?.id ?? ""
            if self.pins.contains(id) || self.pins.count >= self.pinLimit { return nil }
            next.pins.append(id)
        case .unpin:
            guard self.pins.contains(arguments?.id ?? "") else { return nil }
            next.pins.removeAll { $0 == arguments?.id }
        case .cohostAdd:
            guard next.cohosts.insert(arguments?.user ?? "").inserted,
                next.cohosts.count <= self.cohostLimit
            else { return nil }
        case .cohostRemove:
            guard next.cohosts.remove(arguments?.user ?? "") != nil else { return nil }
        case .create, .read, .write:
            return nil
        }
        return next
    }

    /// The refusal that the room gives; nil when it lets the operation pass.
    func refusal(of record: OperationRecord) -> FailureCode? {
        let codes: [FailureCode] = [
            .notFound, .exists, .conflict, .forbidden, .already, .missing, .full,
        ]
        // Whom a room lets create it is not told; here it is everybody.
        return codes.first { code in
            switch record.kind {
            case .create: code == .exists && self.isTrue(code, record)
            case .set, .cas: code != .already && self.isTrue(code, record)
            default: self.isTrue(code, record)
            }
        }
    }

    private func isTrue(_ code: FailureCode, _ record: OperationRecord) -> Bool {
        let arguments = record.arguments
        if code == .notFound { return !self.exists && record.kind != .create }
        if code == .missing, record.kind == .delete { return !self.exists }
        if code == .forbidden, record.kind == .create { return arguments?.actor != nil }
        guard self.exists else { return false }
        switch (code, record.kind) {
        case (.exists, .create): return true
        case (.conflict, _): return !self.meets(record)
        case (.forbidden, _): return !self.mayDo(record)
        case (.already, .set), (.already, .cas):
            return self.value == Self.text(arguments?.value)
        case (.already, .pin): return self.pins.contains(arguments?.id ?? "")
        case (.already, .cohostAdd): return self.cohosts.contains(arguments?.user ?? "")
        case (.missing, .unpin): return !self.pins.contains(arguments?.id ?? "")
        case (.missing, .cohostRemove): return !self.cohosts.contains(arguments?.user ?? "")
        case (.full, .pin): return self.pins.count == self.pinLimit
        case (.full, .cohostAdd): return self.cohosts.count == self.cohostLimit
        default: return false
        }
    }

    private func meets(_ record: OperationRecord) -> Bool {
        record.arguments?.expectedRevision.map { $0 == self.revision } ?? true
    }

    private func mayDo(_ record: OperationRecord) -> Bool {
        guard let actor = record.arguments?.actor, actor != "host", actor != self.host else {
            return true
        }
        switch record.kind {
        case .set, .cas, .delete: return actor == self.owner
        case .create, .read, .write: return true
        default: return self.cohosts.contains(actor)
        }
    }

    private func shows(_ result: OperationResult?) -> Bool {
        if result?.exists == false { return !self.exists }
        guard var result else { return true }
        result.code = nil
        if result == OperationResult() { return true }
        guard self.exists else { return false }
        return (result.revision ?? self.revision) == self.revision
            && (result.value.map { Self.text($0) } ?? self.value) == self.value
            && (result.host ?? self.host) == self.host && (result.pins ?? self.pins) == self.pins
            && (result.cohosts ?? self.cohosts.sorted()) == self.cohosts.sorted()
    }

    private static func text(_ value: HistoryValue?) -> String {
        if case .text(let text)? = value { text } else { "" }
    }
}
