/// Text as it may stand in a page: between tags and inside of quoted attributes.
enum HTMLText {
    static func escape(_ text: String) -> String {
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            // Controls have no place in a page, and turned text would hide what is there.
            case "\u{0}"..<" ", "\u{7f}"..<"\u{a0}", "\u{200e}", "\u{200f}",
                "\u{202a}"..."\u{202e}", "\u{2066}"..."\u{2069}":
                escaped += "\u{fffd}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// An element with text in it.
    static func element(_ tag: String, class name: String? = nil, text: String) -> String {
        let name = name.map { " class=\"\($0)\"" } ?? ""
        return "<\(tag)\(name)>\(self.escape(text))</\(tag)>"
    }

    /// A long text cut short for a narrow place.
    static func short(_ text: String, _ length: Int) -> String {
        text.count <= length ? text : text.prefix(length - 1) + "…"
    }
}
