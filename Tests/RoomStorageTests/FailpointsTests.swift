import RoomStorage
import Testing

@Suite struct FailpointsTests {
    @Test func everyFailpointHasANameOfItsOwnThatFindsIt() {
        let names = Failpoint.allCases.map(\.name)
        #expect(Set(names).count == 2 * Failpoint.Step.allCases.count)
        for failpoint in Failpoint.allCases {
            #expect(Failpoint(name: failpoint.name) == failpoint)
        }
        #expect(Failpoint(name: "before-lunch") == nil)
    }

    @Test func anArmedFailpointActsOnceAtItsHitAndNowhereElse() throws {
        let failpoints = try Failpoints(
            parsing: "before-log-write:2=error,after-state-flush=error")
        try failpoints.pass(.before, .logWrite)
        try failpoints.pass(.after, .logWrite)
        #expect(throws: InjectedFailure(failpoint: Failpoint(.before, .logWrite))) {
            try failpoints.pass(.before, .logWrite)
        }
        try failpoints.pass(.before, .logWrite)
        #expect(throws: InjectedFailure(failpoint: Failpoint(.after, .stateFlush))) {
            try failpoints.pass(.after, .stateFlush)
        }
    }

    @Test(arguments: [
        ("", FailpointSyntaxError.unknownName("")),
        ("log-write", .unknownName("log-write")),
        ("before-log-write,", .unknownName("")),
        ("before-log-write:0", .invalidHit("0")),
        ("before-log-write:x", .invalidHit("x")),
        ("before-log-write:1000001", .invalidHit("1000001")),
        ("before-log-write=explode", .unknownAction("explode")),
        ("before-log-write:2=", .unknownAction("")),
    ])
    func aMistypedFailpointIsRefusedWithWhatIsThere(
        text: String, expected: FailpointSyntaxError
    ) {
        let error = #expect(throws: FailpointSyntaxError.self) { try Failpoints(parsing: text) }
        #expect(error == expected)
        #expect(error?.description.isEmpty == false)
    }
}
