import SwiftProtobuf

/// A field that an object of a body has twice, in the same spelling or in both.
///
/// What such an object means is left open (RFC 8259, §4), and the protobuf library takes the last
/// one. Whoever wrote it meant one of the two, and nobody can know which.
struct JSONRepetition {
    /// Members whose objects are maps of the schema or hold one: their keys are the caller's own
    /// words, so `a_b` and `aB` are two.
    private static let maps: Set<String> = ["labels", "values"]

    /// The path of the second one, as the caller wrote it.
    private(set) var path: String
    /// Where it stands in the text.
    let offset: Int
    /// How the first one is spelled.
    let first: String
    let isSpelledAlike: Bool

    /// The first one of a body; `nil` when there is none.
    static func find(in root: JSONNode) -> JSONRepetition? {
        Self.find(in: root, isMap: false)
    }

    private static func find(in node: JSONNode, isMap: Bool) -> JSONRepetition? {
        switch node {
        case .scalar:
            return nil
        case .array(let items, _):
            for (index, item) in items.enumerated() {
                if let found = Self.find(in: item, isMap: false) {
                    return found.within("[\(index)]")
                }
            }
        case .object(let members, _):
            var seen: [String: String] = [:]
            for member in members {
                let name = Self.name(of: member)
                let field = isMap ? name : Self.camelCase(name)
                if let first = seen.updateValue(name, forKey: field) {
                    return JSONRepetition(
                        path: name, offset: member.key.startIndex, first: first,
                        isSpelledAlike: first == name)
                }
                if let found = Self.find(in: member.value, isMap: Self.maps.contains(name)) {
                    return found.within(name)
                }
            }
        }
        return nil
    }

    /// The key as it is meant: an escape is another spelling of the same letter.
    private static func name(of member: JSONNode.Member) -> String {
        guard member.key.contains(UInt8(ascii: "\\")) else { return member.name }
        let meant = try? Google_Protobuf_StringValue(jsonUTF8Bytes: Array(member.key))
        return meant?.value ?? member.name
    }

    /// `cover_uri` as JSON spells it: `coverUri`.
    private static func camelCase(_ name: String) -> String {
        guard name.contains("_") else { return name }
        let words = name.split(separator: "_", omittingEmptySubsequences: false)
        return words.dropFirst().reduce(into: String(words[0])) { text, word in
            text += word.prefix(1).uppercased() + word.dropFirst()
        }
    }

    private func within(_ step: String) -> JSONRepetition {
        var whole = self
        whole.path = self.path.first == "[" ? step + self.path : "\(step).\(self.path)"
        return whole
    }
}
