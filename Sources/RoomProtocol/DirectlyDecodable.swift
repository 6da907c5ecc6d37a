package import SwiftProtobuf

/// A message that is decoded so often that it has a way of its own.
package protocol DirectlyDecodable: Message {
    /// What SwiftProtobuf makes of the same bytes, at a fraction of its price; `nil` for whatever
    /// is written in another way than ours, good or bad.
    ///
    /// A message within the message must come once only: SwiftProtobuf would merge two.
    init?(direct bytes: UnsafeRawBufferPointer)
}

extension Google_Protobuf_Timestamp: DirectlyDecodable {
    package init?(direct bytes: UnsafeRawBufferPointer) {
        self.init()
        var reader = WireReader(bytes)
        while let (field, value) = reader.next() {
            switch (field, value) {
            case (1, .number(let seconds)): self.seconds = Int64(bitPattern: seconds)
            case (2, .number(let nanos)):
                guard let nanos = Int32(exactly: nanos) else { return nil }
                self.nanos = nanos
            default: return nil
            }
        }
        guard reader.isAtEnd else { return nil }
    }
}

extension Enum where RawValue == Int {
    /// The case of a number; `nil` for numbers that no schema can have given it.
    init?(wire number: UInt64) {
        guard let number = Int32(exactly: number) else { return nil }
        self.init(rawValue: Int(number))
    }
}

extension String {
    /// The text of a field; `nil` when it is no UTF-8.
    init?(wire bytes: UnsafeRawBufferPointer) {
        // To decode and to validate is five times as much, and most texts need no more than a look.
        if bytes.reduce(0, |) < 0x80 {
            self.init(decoding: bytes, as: UTF8.self)
        } else {
            self.init(validating: bytes, as: UTF8.self)
        }
    }
}
