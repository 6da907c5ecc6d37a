/// Where the rules read what earlier commands left: the state database, or a simulator's.
///
/// The keys are those of `StateKey`. A reader sees one consistent state while a command is applied.
package protocol StateReader: Sendable {
    /// The value stored under `key`, or `nil`.
    func value(for key: [UInt8]) throws(StateReadFailure) -> [UInt8]?

    /// At most `limit` pairs in key order whose keys begin with `prefix`, from `start` on when it
    /// is told.
    func pairs(
        withPrefix prefix: [UInt8], from start: [UInt8]?, limit: Int
    ) throws(StateReadFailure) -> [StatePair]
}

package struct StatePair: Hashable, Sendable {
    package var key: [UInt8]
    package var value: [UInt8]

    package init(key: [UInt8], value: [UInt8]) {
        self.key = key
        self.value = value
    }
}

/// One put or delete of the state database.
///
/// All changes of an apply batch take effect together.
package struct StateChange: Hashable, Sendable {
    package var key: [UInt8]
    /// `nil` deletes the key.
    package var value: [UInt8]?

    package init(key: [UInt8], value: [UInt8]?) {
        self.key = key
        self.value = value
    }
}

/// The state could not be read or does not decode.
///
/// The node stops: going on would diverge.
package struct StateReadFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}
