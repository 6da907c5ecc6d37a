import CRocksDB

/// A failed call of RocksDB: its own text, and the kind of failure that the text begins with.
///
/// The C interface reports only a text, so the kind is parsed once, here.
package struct RocksDBError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, Hashable, Sendable {
        case corruption = "Corruption"
        case invalidArgument = "Invalid argument"
        case io = "IO error"
        /// An `io` failure because another handle, here or in another process, has it open.
        case locked
        /// An `io` failure because the disk is full.
        case noSpace
        case notFound = "NotFound"
        case notSupported = "Not implemented"
        /// Any other text.
        case other
    }

    package let kind: Kind
    package let text: String

    package init(text: String) {
        self.text = text
        self.kind = Self.parseKind(of: text)
    }

    package var description: String { "RocksDB: \(self.text)" }

    private static func parseKind(of text: String) -> Kind {
        let known: [Kind] = [.corruption, .invalidArgument, .io, .notFound, .notSupported]
        guard let kind = known.first(where: { text.hasPrefix($0.rawValue) }) else { return .other }
        guard kind == .io else { return kind }
        if text.contains("No space left on device") || text.hasPrefix("IO error: No space") {
            return .noSpace
        }
        // Both texts are RocksDB's own: another process has the lock file, or this one has.
        if text.contains("While lock file") || text.contains("lock hold by current process") {
            return .locked
        }
        return .io
    }
}

/// Calls a C function that reports failure through a trailing `char **`, and frees the text.
func checked<Value>(
    _ call: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Value
) throws(RocksDBError) -> Value {
    var message: UnsafeMutablePointer<CChar>?
    let value = call(&message)
    guard let message else { return value }
    defer { rocksdb_free(message) }
    throw RocksDBError(text: String(cString: message))
}

/// Lends `bytes` to a C call as a pointer and a length; the pointer must not escape `body`.
func withCharacters<Value>(
    _ bytes: [UInt8], _ body: (UnsafePointer<CChar>?, Int) -> Value
) -> Value {
    bytes.withUnsafeBytes { raw in
        body(raw.baseAddress?.assumingMemoryBound(to: CChar.self), raw.count)
    }
}
