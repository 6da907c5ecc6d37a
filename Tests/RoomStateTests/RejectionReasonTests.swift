import RoomState
import Testing

@Suite struct RejectionReasonTests {
    // Callers compare these words; they are those of rooms.md, each once.
    @Test func codesAreUniqueWordsInCapitals() {
        let codes = RejectionReason.allCases.map(\.code)
        #expect(Set(codes).count == codes.count)
        for code in codes {
            #expect(code.utf8.allSatisfy { ($0 >= 65 && $0 <= 90) || $0 == 95 }, "\(code)")
        }
        #expect(RejectionReason.hostAlreadyLive.code == "HOST_ALREADY_LIVE")
        #expect(RoomRejection.Effect.notApplied.code == "NOT_APPLIED")
    }

    @Test func messageNamesOperationFieldAndLimit() {
        var rejection = RoomRejection(
            InvalidField(field: "title", limit: "1 to 800 bytes of UTF-8", actual: "0 bytes"))
        rejection.opIndex = 2
        #expect(
            rejection.message
                == "operation 2: title must be 1 to 800 bytes of UTF-8; it is 0 bytes")
        #expect(rejection.description.hasPrefix("INVALID_FIELD: operation 2"))
    }
}
