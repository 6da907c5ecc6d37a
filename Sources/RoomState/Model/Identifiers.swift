/// A person, as the calling service names them.
package struct UserID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let rawValue: String

    /// `nil` unless `text` is 1 to 64 characters out of `A-Z a-z 0-9 . _ ~ -`.
    package init?(_ text: String) {
        guard IdentifierText.isValid(text) else { return nil }
        self.rawValue = text
    }

    package init(_ text: String, field: @autoclosure () -> String) throws(InvalidField) {
        try IdentifierText.check(text, field: field)
        self.rawValue = text
    }

    package var description: String { self.rawValue }

    package static func < (left: UserID, right: UserID) -> Bool { left.rawValue < right.rawValue }
}

/// A product, as the calling service names it.
package struct ProductID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let rawValue: String

    /// `nil` unless `text` is 1 to 64 characters out of `A-Z a-z 0-9 . _ ~ -`.
    package init?(_ text: String) {
        guard IdentifierText.isValid(text) else { return nil }
        self.rawValue = text
    }

    package init(_ text: String, field: @autoclosure () -> String) throws(InvalidField) {
        try IdentifierText.check(text, field: field)
        self.rawValue = text
    }

    package var description: String { self.rawValue }

    package static func < (left: ProductID, right: ProductID) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// Who sells a product, as the calling service names them.
package struct SellerID: Hashable, Sendable, CustomStringConvertible {
    package let rawValue: String

    /// `nil` unless `text` is 1 to 64 characters out of `A-Z a-z 0-9 . _ ~ -`.
    package init?(_ text: String) {
        guard IdentifierText.isValid(text) else { return nil }
        self.rawValue = text
    }

    package init(_ text: String, field: @autoclosure () -> String) throws(InvalidField) {
        try IdentifierText.check(text, field: field)
        self.rawValue = text
    }

    package var description: String { self.rawValue }
}

/// One try of a caller, kept over its repetitions; unique per caller and room.
package struct RequestID: Hashable, Sendable, CustomStringConvertible {
    package let rawValue: String

    /// `nil` unless `text` is 1 to 64 characters out of `A-Z a-z 0-9 . _ ~ -`.
    package init?(_ text: String) {
        guard IdentifierText.isValid(text) else { return nil }
        self.rawValue = text
    }

    package init(_ text: String, field: @autoclosure () -> String) throws(InvalidField) {
        try IdentifierText.check(text, field: field)
        self.rawValue = text
    }

    package var description: String { self.rawValue }
}

/// An invitation or a spotlight segment: group, log index and operation that minted it, as in
/// `1-4711-0`, so it is unique for ever and the same on every replica.
package struct MintedID: Hashable, Sendable, CustomStringConvertible {
    package let rawValue: String

    /// `nil` unless `text` is 1 to 64 characters out of `A-Z a-z 0-9 . _ ~ -`.
    package init?(_ text: String) {
        guard IdentifierText.isValid(text) else { return nil }
        self.rawValue = text
    }

    init(group: UInt32, index: UInt64, operation: Int) {
        self.rawValue = "\(group)-\(index)-\(operation)"
    }

    package var description: String { self.rawValue }
}

/// Names one room for ever, also over deleted and restored ones: group and log index of its
/// creation.
///
/// Shown as `1-4711`.
package struct RoomUID: Hashable, Sendable, CustomStringConvertible {
    package var group: UInt32
    package var index: UInt64

    package init(group: UInt32, index: UInt64) {
        self.group = group
        self.index = index
    }

    package var description: String { "\(self.group)-\(self.index)" }
}
