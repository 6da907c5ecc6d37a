/// A room as the model knows it; what is nil is not known, because it was before the history.
struct Room: Hashable, Sendable {
    enum Existence: Hashable, Sendable {
        /// The history begins in the middle and has not said.
        case unknown
        case absent
        case present
    }

    var existence: Existence
    /// After its end, the revision of that.
    var revision: Int?
    var value: HistoryValue?
    var host: String?
    var owner: String?
    var pins: [String]?
    /// Sorted.
    var cohosts: [String]?
    var pinLimit = Allowance()
    var cohostLimit = Allowance()

    /// Before it was created.
    static let absent = Room(existence: .absent)
    /// Of a history that does not begin with its creation.
    static let unknown = Room(existence: .unknown)

    /// How many of a thing a room holds at most, as far as answers have told.
    ///
    /// Invariant: `most` ≤ `limit`.
    struct Allowance: Hashable, Sendable {
        var limit: Int?
        /// The most that were accepted; kept only where some answer says that the room is full.
        var most = 0

        func admits(_ count: Int) -> Bool { self.limit.map { count <= $0 } ?? true }

        /// What is known after a refusal at `count`; nil when that contradicts what is known.
        func full(at count: Int) -> Allowance? {
            if let limit = self.limit { return limit == count ? self : nil }
            return self.most <= count ? Allowance(limit: count, most: 0) : nil
        }

        func accepted(_ count: Int, isAsked: Bool) -> Allowance {
            guard isAsked, self.limit == nil else { return self }
            return Allowance(limit: nil, most: max(self.most, count))
        }
    }
}

extension Room {
    enum Permission {
        case granted
        case denied
        /// It depends on what is not known.
        case open
    }

    /// Whether an actor may do `kind` (docs/rooms.md, §3 "Operations").
    func permission(of call: RoomCall) -> Permission {
        guard let actor = call.actor, actor != "host" else { return .granted }
        if actor == self.host { return .granted }
        switch call.kind {
        case .set, .cas, .delete:
            if actor == self.owner { return .granted }
            return self.host == nil || self.owner == nil ? .open : .denied
        case .pin, .unpin, .cohostAdd, .cohostRemove:
            if self.cohosts?.contains(actor) == true { return .granted }
            return self.host == nil || self.cohosts == nil ? .open : .denied
        case .create, .read, .write:
            return .granted
        }
    }
}

extension Room: CustomStringConvertible {
    var description: String {
        switch self.existence {
        case .unknown: return "nothing is known of the room yet"
        case .absent: return "the room does not exist"
        case .present: break
        }
        var parts = [self.revision.map { "at revision \($0)" } ?? "at a revision nobody told"]
        if let value = self.value {
            parts.append(value == .unset ? "without a value" : "with the value \(value)")
        }
        if let host = self.host { parts.append("hosted by \(host)") }
        if let pins = self.pins, !pins.isEmpty {
            parts.append("pinned: \(pins.joined(separator: ", "))")
        }
        if let cohosts = self.cohosts, !cohosts.isEmpty {
            parts.append("co-hosts: \(cohosts.joined(separator: ", "))")
        }
        return "the room is " + parts.joined(separator: ", ")
    }
}
