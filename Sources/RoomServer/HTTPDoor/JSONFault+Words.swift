import RoomProtocol

extension JSONFault.Search {
    /// Every word of an enumeration that a request may hold.
    private static let known = [
        "FAIL", "END_OTHER", "REJECT", "EVICT_LAST", "APPLY", "FREE", "INVITE_ONLY",
        "PAUSE_THEN_END", "PROMOTE_THEN_END", "END_NOW", "NONE", "HEARTBEAT", "EXTERNAL", "CO_HOST",
        "GUEST", "VISIBLE", "HIDDEN", "SOLD_OUT", "SCHEDULED", "LIVE", "PAUSED", "SUSPENDED",
        "ENDED",
    ]

    /// The words that the faulty field takes; `nil` when it is no field of words.
    ///
    /// As with numbers, the library does not say which, so all of them are tried.
    func words(attempt: JSONFault.Attempt) -> String? {
        guard case .scalar? = self.node,
            DoorLimits.jsonFaultAttempts - self.attempts > Self.known.count
        else { return nil }
        var trial = self
        func takes(_ text: String) -> Bool {
            trial.accepts(.scalar(Array("\"\(text)\"".utf8)[...]), attempt: attempt)
        }
        // A field of text takes any word.
        guard !takes("") else { return nil }
        let words = Self.known.filter(takes)
        return words.isEmpty ? nil : "one of " + words.joined(separator: ", ")
    }
}
