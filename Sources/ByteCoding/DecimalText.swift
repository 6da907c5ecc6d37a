/// Numbers as their decimal digits, without a sign and without zeros in front.
package enum DecimalText {
    /// The digits of the largest number.
    static let maximumDigits = 20

    /// The number that `text` is, if it is exactly as `String(number)` writes it.
    package static func number(_ text: UnsafeBufferPointer<UInt8>) -> UInt64? {
        guard let first = text.first, text.count <= Self.maximumDigits else { return nil }
        guard first != UInt8(ascii: "0") || text.count == 1 else { return nil }
        var number: UInt64 = 0
        for byte in text {
            let digit = byte &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            let (product, isTooLarge) = number.multipliedReportingOverflow(by: 10)
            let (sum, carries) = product.addingReportingOverflow(UInt64(digit))
            guard !isTooLarge, !carries else { return nil }
            number = sum
        }
        return number
    }

    package static func digitCount(of number: UInt64) -> Int {
        var count = 1
        var rest = number
        while rest >= 10 {
            rest /= 10
            count += 1
        }
        return count
    }
}
