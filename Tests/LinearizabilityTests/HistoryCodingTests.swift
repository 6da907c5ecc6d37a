import Foundation
import Linearizability
import Testing

@Suite struct HistoryCodingTests {
    private static let example =
        #"{"process":3,"op":"cas","room":"r7","args":{"actor":"host","expect_rev":4,"value":"v9"},"#
        + #""call":102,"ret":190,"outcome":"ok","result":{"rev":5},"key":"3/17","node":"n2"}"#

    @Test func theExampleOfTheFormatIsReadFieldByField() throws {
        let history = try History(Data(Self.example.utf8))
        var expected = OperationRecord(
            process: 3, kind: .cas, room: "r7", call: 102, outcome: .ok)
        expected.arguments = OperationArguments(value: "v9", expectedRevision: 4, actor: "host")
        expected.ret = 190
        expected.result = OperationResult(revision: 5)
        expected.key = "3/17"
        expected.node = "n2"
        #expect(history.operations.map(\.record) == [expected])
        #expect(history.operations.map(\.number) == [1])
    }

    // One line of each kind: what is written is what was read, but for the order of the fields.
    @Test(arguments: [
        Self.example,
        #"{"process":1,"op":"read","room":"r1","call":1,"ret":2,"outcome":"ok","mode":"stale","#
            + #""phase":"final","result":{"rev":3,"value":"","host":"u1","pins":["b","a"],"#
            + #""cohosts":["c"]}}"#,
        #"{"process":1,"op":"set","room":"r1","args":{"value":"x"},"call":1,"outcome":"unknown","#
            + #""settled":{"outcome":"ok","result":{"rev":3}}}"#,
        #"{"process":1,"op":"write","args":{"value":null},"call":1,"ret":2,"outcome":"ok"}"#,
        #"{"process":1,"op":"pin","room":"r1","args":{"id":"p"},"call":1,"ret":2,"#
            + #""outcome":"fail","result":{"code":"full"}}"#,
        #"{"kind":"watch","process":7,"room":"r1","node":"n2","key":"w/3","call":1,"ret":9,"#
            + #""result":{"from_rev":4,"events":[{"rev":5,"at":3,"value":"v"},{"rev":6,"at":4}]}}"#,
        #"{"kind":"fault","name":"kill-leader","call":1,"ret":2,"nodes":["n2"],"took":true,"#
            + #""detail":"SIGKILL of n2, leader of term 4"}"#,
        #"{"kind":"meta","name":"run","at":0,"seed":9223372036854775807,"scenario":"mixed","#
            + #""nodes":["n1","n2"],"minutes":3,"commit":"abc","replay":"chaos/run --seed 7"}"#,
        #"{"kind":"meta","name":"node","at":9223372036854775807,"node":"n2","state":"paused","#
            + #""term":4}"#,
        #"{"kind":"meta","name":"healed","at":5}"#,
        #"{"kind":"meta","name":"healthy","at":6}"#,
        #"{"kind":"meta","name":"digest","at":6,"node":"n2","applied":1234,"digest":"ff"}"#,
        #"{"kind":"meta","name":"invalid","detail":"no node came up"}"#,
        #"{"kind":"meta","name":"crash","at":6,"node":"n2","detail":"exit code 70"}"#,
        #"{"kind":"meta","name":"limits","room":"r1","pins":3,"cohosts":4}"#,
        #"{"kind":"meta","name":"story","detail":"two writes cross"}"#,
        #"{"kind":"meta","name":"something of tomorrow"}"#,
        #"{"kind":"something of tomorrow"}"#,
    ])
    func everyKindOfLineIsWrittenAsItWasRead(line: String) throws {
        let record = try JSONDecoder().decode(HistoryRecord.self, from: Data(line.utf8))
        let written = try record.line()
        #expect(!written.contains("\n"))
        let fields = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? NSDictionary
        let again = try JSONSerialization.jsonObject(with: Data(written.utf8)) as? NSDictionary
        #expect(fields == again)
    }

    @Test func textsAreEscapedSoThatARecordIsOneLine() throws {
        var operation = OperationRecord(
            process: 1, kind: .set, room: "r\n1", call: 1, outcome: .unknown)
        operation.arguments = OperationArguments(value: .text("a\nb\"c\u{2028}/\u{0}"))
        let line = try HistoryRecord.operation(operation).line()
        #expect(!line.contains("\n"))
        let history = try History(Data(line.utf8))
        #expect(history.operations.map(\.record) == [operation])
    }

    @Test func fieldsThatNobodyNamedArePassedOver() throws {
        let line =
            #"{"process":3,"op":"read","room":"r7","call":1,"ret":2,"outcome":"ok","extra":[1],"#
            + #""result":{"rev":5,"etag":"x"},"kind":null}"#
        #expect(try History(Data(line.utf8)).operations.count == 1)
    }

    @Test func linesAreCountedWithTheEmptyOnes() throws {
        let history = try History(Data("\n\(Self.example)\r\n  \n\(Self.example)\n\n".utf8))
        #expect(history.operations.map(\.number) == [2, 4])
    }

    // What a hand or a broken recorder may write, and the sentence that comes of it.
    @Test(arguments: [
        (
            #"{"op":"read","room":"r","call":1,"outcome":"ok"}"#,
            "line 2, field process: it is missing"
        ),
        (
            #"{"process":"a","op":"read","room":"r","call":1,"outcome":"ok"}"#,
            "line 2, field process: it must be a whole number"
        ),
        (
            #"{"process":1,"op":"fly","room":"r","call":1,"outcome":"ok"}"#,
            "line 2, field op: there is no operation 'fly'; there are create, delete, set, cas, "
                + "pin, unpin, cohost_add, cohost_remove, read, write"
        ),
        (
            #"{"process":1,"op":"set","room":"r","args":{"value":{}},"call":1,"outcome":"ok"}"#,
            "line 2, field args.value: a value is a text, a number, true, false or null"
        ),
        (
            #"{"process":1,"op":"read","room":"r","call":1,"outcome":"maybe"}"#,
            "line 2, field outcome: an outcome is ok, fail or unknown, and not 'maybe'"
        ),
        (
            #"{"process":1,"op":"read","room":"r","call":1,"outcome":"ok","result":{"pins":"a"}}"#,
            "line 2, field result.pins: it must be a list"
        ),
        (
            #"{"process":1,"op":"read","room":"r","call":1,"outcome":"ok","result":{"pins":[1]}}"#,
            "line 2, field result.pins[0]: it must be a text"
        ),
        (
            #"{"kind":"watch","room":"r","call":1,"result":{"events":[{"at":1}]}}"#,
            "line 2, field result.events[0].rev: it is missing"
        ),
        (
            #"{"kind":"meta","name":"node","at":1,"node":"n1","state":"asleep"}"#,
            "line 2, field state: a node is one of leader, follower, learner, candidate, "
                + "starting, paused, down, removed, and not 'asleep'"
        ),
        (
            #"{"process":1,"op":"read","room":"r","ca"#,
            "line 2: it is no JSON object; each line is a whole one, so the file may be cut off "
                + "here"
        ),
    ])
    func faultsOfALineNameTheLineAndTheField(line: String, sentence: String) {
        let text = Self.example + "\n" + line
        #expect {
            try History(Data(text.utf8))
        } throws: { error in
            #expect("\(error)" == sentence)
            return true
        }
    }

    @Test(arguments: ["[1]", "7", "null", "\"text\"", "\u{0}", "# a comment"])
    func whatIsNoObjectIsNoLine(line: String) {
        #expect(throws: HistoryError.self) { try History(Data(line.utf8)) }
    }

    @Test(arguments: ["call", "ret"], ["92233720368547758080", "1.5", "-1e300"])
    func timesOutOfRangeAreNamed(field: String, number: String) {
        let other = field == "call" ? "ret" : "call"
        let line =
            #"{"process":1,"op":"read","room":"r","outcome":"ok",""# + other + #"":1,""# + field
            + #"":"# + number + "}"
        #expect {
            try History(Data(line.utf8))
        } throws: { error in
            "\(error)" == "line 1, field \(field): it must be a whole number of at most 63 bits"
        }
    }

    @Test func aLineWithoutEndIsRefusedBeforeItIsParsed() {
        let line = Data(repeating: UInt8(ascii: "["), count: HistoryLimits.lineBytes + 1)
        #expect {
            try History(line)
        } throws: { error in
            "\(error)".hasPrefix("line 1: it has 16777217 bytes")
        }
    }
}
