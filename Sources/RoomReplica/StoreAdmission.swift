package import Raft

/// Decides whether a node that introduced itself with its store is welcome.
///
/// A node is bound to the store that it was first seen with: a wiped or copied directory would have
/// forgotten what it promised (architecture §4). It stores nothing: whoever asks makes a new
/// binding durable BEFORE the node is let in, and so before its votes can count.
package struct StoreAdmission: Equatable, Sendable {
    package enum Verdict: Equatable, Sendable {
        /// It is bound to this store.
        case accept
        /// It was never met: welcome as soon as its binding is durable.
        case bind
        /// It was a member, and is none any more.
        case refuseRemoved
        case refuseStore(bound: StoreID)
    }

    package var membership: Membership
    private var pins: [NodeID: StoreID]

    /// Begins with what the log holds.
    package init(membership: Membership, pins: [NodeID: StoreID]) {
        self.membership = membership
        self.pins = pins
    }

    /// Who is no member may have become one while this node was away, and may lead: a node that let
    /// nobody in but those it knows would never learn of them, and its vote could be the one that
    /// is missing (Raft §6: servers take part whatever their own configuration says).
    ///
    /// Whom the log names is bound as well when it is met: its entry may be dropped before it is
    /// committed.
    package func judge(_ node: NodeID, with store: StoreID) -> Verdict {
        guard !self.membership.removed.contains(node) else { return .refuseRemoved }
        let member = self.membership.member(node)
        guard let bound = member?.store ?? self.pins[node] else { return .bind }
        guard bound == store else { return .refuseStore(bound: bound) }
        return self.pins[node] == nil ? .bind : .accept
    }

    /// The binding is durable.
    package mutating func didBind(_ node: NodeID, to store: StoreID) {
        self.pins[node] = store
    }
}
