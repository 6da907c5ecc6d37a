/// The checks that every field's shape comes down to.
///
/// They build no text unless one fails.
enum FieldCheck {
    static func bytes(
        of text: String, in range: ClosedRange<Int>, _ field: @autoclosure () -> String
    ) throws(InvalidField) {
        let count = text.utf8.count
        guard !range.contains(count) else { return }
        throw InvalidField(
            field: field(), limit: "\(Self.words(range)) bytes of UTF-8", actual: "\(count) bytes")
    }

    static func count(
        _ count: Int, in range: ClosedRange<Int>, _ field: @autoclosure () -> String
    ) throws(InvalidField) {
        guard !range.contains(count) else { return }
        throw InvalidField(
            field: field(), limit: "\(Self.words(range)) items", actual: "\(count) items")
    }

    static func number(
        _ value: Int, in range: ClosedRange<Int>, _ field: @autoclosure () -> String
    ) throws(InvalidField) {
        guard !range.contains(value) else { return }
        throw InvalidField(
            field: field(), limit: "\(range.lowerBound) to \(range.upperBound)", actual: "\(value)")
    }

    private static func words(_ range: ClosedRange<Int>) -> String {
        range.lowerBound == 0
            ? "at most \(range.upperBound)" : "\(range.lowerBound) to \(range.upperBound)"
    }
}

extension InvalidField {
    /// The same failure, seen from the message that holds the field.
    func inside(_ parent: String) -> InvalidField {
        var outer = self
        outer.field = "\(parent).\(self.field)"
        return outer
    }
}
