import RoomProtocol

extension JSONFault.Search {
    /// The numbers that the faulty field takes, in words; `nil` when it is no field of numbers.
    ///
    /// The library does not say of which type a field is, and says of -1 in an unsigned one that
    /// it is badly written. So the greatest numbers of the types are tried.
    func numbers(attempt: JSONFault.Attempt) -> String? {
        guard case .scalar? = self.node else { return nil }
        var trial = self
        func takes(_ text: String) -> Bool {
            trial.accepts(.scalar(Array(text.utf8)[...]), attempt: attempt)
        }
        // All numbers of the schema are unsigned; words, which may be told by number, are signed.
        guard takes("0"), !takes("-1"), !takes("\"\"") else { return nil }
        let greatest = takes("4294967296") ? UInt64.max : UInt64(UInt32.max)
        return "a whole number from 0 to \(greatest)"
    }
}
