internal import Foundation

/// Finds the number that cannot be read: Foundation's decoder says of it only that "the data" is
/// not valid.
enum NumberFault {
    /// The path of the first number that is not whole or has more than 63 bits, fields in order.
    static func path(in line: Data) -> String? {
        guard let object = try? JSONSerialization.jsonObject(with: line) else { return nil }
        return Self.path(to: object, "")
    }

    private static func path(to value: Any, _ path: String) -> String? {
        switch value {
        case let fields as [String: Any]:
            for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
                let inner = path.isEmpty ? key : path + "." + key
                if let found = Self.path(to: value, inner) { return found }
            }
            return nil
        case let items as [Any]:
            for (index, item) in items.enumerated() {
                if let found = Self.path(to: item, path + "[\(index)]") { return found }
            }
            return nil
        case let number as NSNumber:
            return Int64(exactly: number.doubleValue) == nil ? path : nil
        default:
            return nil
        }
    }
}
