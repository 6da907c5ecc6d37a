import NIOCore

/// Finds the messages of a stream that are too long, by their prefixes alone: a flag and four bytes
/// of length before each (gRPC over HTTP/2, "Length-Prefixed-Message").
struct MessageLengths {
    private static let prefixBytes = 5

    private let limit: Int
    /// The bytes of the next prefix that have come.
    private var prefix: [UInt8] = []
    /// Bytes of the current message that are still to come.
    private var rest = 0

    /// Lets messages of at most `limit` bytes pass.
    init(limit: Int) {
        self.limit = limit
    }

    /// Takes the next bytes of the stream.
    ///
    /// - Returns: the length of a message that is too long, as soon as its prefix is whole; nothing
    ///   may follow then.
    mutating func excess(in bytes: ByteBufferView) -> Int? {
        var bytes = bytes
        while !bytes.isEmpty {
            guard self.rest == 0 else {
                let passed = min(self.rest, bytes.count)
                self.rest -= passed
                bytes = bytes.dropFirst(passed)
                continue
            }
            let part = bytes.prefix(Self.prefixBytes - self.prefix.count)
            self.prefix += part
            bytes = bytes.dropFirst(part.count)
            guard self.prefix.count == Self.prefixBytes else { return nil }
            let length = self.prefix.dropFirst().reduce(0) { $0 << 8 | Int($1) }
            guard length <= self.limit else { return length }
            self.prefix.removeAll(keepingCapacity: true)
            self.rest = length
        }
        return nil
    }
}
