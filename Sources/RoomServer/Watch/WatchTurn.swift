import Watching

/// The watches that are still to be told in a turn, and what it may tell to those of every change.
///
/// Least behind first: when not all can be told, the same ones are told turn after turn and the
/// others end, instead of all falling behind.
struct WatchTurn {
    struct Metered {
        let session: WatchSession
        /// Changes that it was not offered.
        let count: Int
    }

    /// Whom to offer how many changes.
    struct Grant {
        let session: WatchSession
        var changes: Int
    }

    /// Updates that may still be told to watches of every change.
    private var allowance: Int
    /// What of it is left for others in the end.
    private(set) var spare: Int
    /// Those that are told in any case, in no order.
    private var free: [WatchSession]
    /// Those of every change; the next one is the last.
    private var metered: [Metered]
    /// Changes that came since the last turn, watched or not.
    let changes: Int
    /// Watches that are told, in whole or in part.
    let audience: Int
    /// Updates that were told so far, to all watches.
    var told = 0
    private var begun: Grant?
    private var hasMetered = false

    /// - Parameters:
    ///   - changes: that came since the last turn.
    ///   - free: who is told in any case.
    ///   - metered: who wants every change; of those that are as far behind, the oldest goes first.
    init(
        _ allowance: WatchAllowance, after changes: Int, free: [WatchSession], metered: [Metered]
    ) {
        self.changes = changes
        self.audience = free.count + metered.count
        self.free = free
        self.metered = metered.sorted { left, right in
            left.count == right.count
                ? left.session.number > right.session.number : left.count > right.count
        }
        self.allowance = allowance.updates(after: changes)
        self.spare = allowance.spare(after: changes)
    }

    var isOver: Bool { self.begun == nil && self.free.isEmpty && self.metered.isEmpty }

    /// The next one that is told.
    ///
    /// Of the first one it may be less than what it was not offered: somebody always gets on.
    mutating func next() -> Grant? {
        if let grant = self.begun.take() { return grant }
        if let session = self.free.popLast() { return Grant(session: session, changes: .max) }
        guard let next = self.metered.popLast() else { return nil }
        guard next.count <= self.allowance || !self.hasMetered else {
            // All others are as far behind, or further.
            self.metered = []
            return nil
        }
        self.hasMetered = true
        let changes = min(next.count, max(1, self.allowance))
        self.allowance = max(0, self.allowance - changes)
        self.spare = max(0, self.spare - changes)
        return Grant(session: next.session, changes: changes)
    }

    /// Not everything that was granted was offered yet.
    mutating func goOn(_ grant: Grant) {
        self.begun = grant
    }
}
