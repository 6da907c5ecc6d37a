package import ByteCoding

/// Rooms by what they are: in one of `states`, and everything else that is told.
package struct RoomFilter: Equatable, Sendable {
    /// Without repetitions, in the order of their numbers; none stands for all but ENDED.
    package let states: [Room.State]
    /// Empty: any.
    package let region: String
    /// Empty: any.
    package let tag: String
    package let owner: UserID?

    package init(
        states: [Room.State] = [], region: String = "", tag: String = "", owner: UserID? = nil
    ) {
        let named = Room.State.allCases.filter { states.contains($0) }
        self.states = named.isEmpty ? Room.State.allCases.filter { $0 != .ended } : named
        self.region = region
        self.tag = tag
        self.owner = owner
    }

    package func matches(_ room: Room) -> Bool {
        self.matches(room.head, room.info)
    }

    package func matches(_ room: RoomSummary) -> Bool {
        self.matches(room.head, room.info)
    }

    /// Equal for filters that mean the same, and in practice for no others.
    package var hash: StableHash {
        var writer = ByteWriter(capacity: 128)
        writer.writeArray(self.states) { $0.writeByte($1.rawValue) }
        writer.writeString(self.region)
        writer.writeString(self.tag)
        writer.writeUser(self.owner)
        return StableHash(of: writer.bytes)
    }

    /// The prefixes of the indexes that together hold every room that may match, each once.
    ///
    /// An owner has few rooms, a tag fewer than a region and a region fewer than a state. Tags and
    /// regions of ended rooms are not indexed.
    var prefixes: [[UInt8]] {
        if let owner = self.owner {
            return [StateKey.indexPrefix(.owner, Array(owner.rawValue.utf8))]
        }
        let index: (RoomIndex, String)? =
            !self.tag.isEmpty
            ? (.tag, self.tag) : !self.region.isEmpty ? (.region, self.region) : nil
        guard let (kind, value) = index else { return self.states.map(Self.prefix) }
        var prefixes: [[UInt8]] = []
        if self.states != [.ended] {
            prefixes.append(StateKey.indexPrefix(kind, Array(value.utf8)))
        }
        if self.states.contains(.ended) {
            prefixes.append(Self.prefix(of: .ended))
        }
        return prefixes
    }

    private static func prefix(of state: Room.State) -> [UInt8] {
        StateKey.indexPrefix(.state, [state.rawValue])
    }

    private func matches(_ head: RoomHead, _ info: RoomInfo) -> Bool {
        self.states.contains(head.state)
            && (self.region.isEmpty || info.region.utf8.elementsEqual(self.region.utf8))
            && (self.tag.isEmpty || info.tags.contains { $0.utf8.elementsEqual(self.tag.utf8) })
            && (self.owner.map { $0 == head.ownerID } ?? true)
    }
}
