package import ByteCoding

/// The body of a refuse frame: code 2 | varint length | sentence in UTF-8.
extension PeerRefusal {
    package func encoded() -> [UInt8] {
        let sentence = Self.cut(self.sentence, toBytes: Limits.refusalSentenceBytes)
        var writer = ByteWriter(capacity: 4 + sentence.utf8.count)
        writer.writeUInt16(self.code.rawValue)
        writer.writeString(sentence)
        return writer.bytes
    }

    package init(decoding body: [UInt8]) throws(DecodingFailure) {
        var reader = ByteReader(body)
        self.init(
            code: PeerRefusalCode(rawValue: try reader.readUInt16()),
            sentence: try reader.readString(limit: Limits.refusalSentenceBytes))
        try reader.expectEnd()
        // The sentence ends in this node's log, where a line break could pass for a line of ours.
        let breaks = self.sentence.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7f }
        if breaks { throw .invalid("the sentence holds a control character") }
    }

    /// The longest prefix of whole characters that fits.
    private static func cut(_ text: String, toBytes limit: Int) -> String {
        var kept = text.map { $0.isNewline ? " " : $0 }[...]
        var bytes = kept.reduce(0) { $0 + $1.utf8.count }
        while bytes > limit, let last = kept.popLast() {
            bytes -= last.utf8.count
        }
        return String(kept)
    }
}
