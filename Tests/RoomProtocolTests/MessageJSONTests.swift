import RoomProtocol
import SwiftProtobuf
import Testing

struct MessageJSONTests {
    @Test func aMessageSurvivesTheRoundTrip() throws {
        let message = SampleEnvelopes.mutate(id: 7).mutate
        let text = try MessageJSON.encode(message)
        #expect(try MessageJSON.decode(Roomkeeper_V1_MutateRequest.self, from: text) == message)
    }

    @Test func namesAreLowerCamelCaseAndMapsAreSorted() throws {
        // People and scripts depend on the exact text; a map must not shuffle between runs.
        let response = Roomkeeper_V1_GetRoomResponse.with {
            $0.room.roomID = "r1"
            $0.room.revision = 3
            $0.room.state = .live
            $0.room.info.labels = ["b": "2", "a": "1", "c": "3"]
            $0.groupTime = .init(milliseconds: 1_500)
        }
        #expect(
            String(decoding: try MessageJSON.encode(response), as: UTF8.self)
                == #"{"room":{"roomId":"r1","state":"LIVE","revision":"3","#
                + #""info":{"labels":{"a":"1","b":"2","c":"3"}}},"#
                + #""groupTime":"1970-01-01T00:00:01.500Z"}"#)
    }

    @Test func anUnknownFieldIsRefusedByName() throws {
        // A misspelt precondition must never be taken for an absent one.
        let text = Array(#"{"roomId":"r1","preconditions":{"revison":"4"}}"#.utf8)
        do {
            _ = try MessageJSON.decode(Roomkeeper_V1_MutateRequest.self, from: text)
            Issue.record("an unknown field was accepted")
        } catch {
            #expect(error.unknownField == "revison")
        }
    }

    @Test(arguments: [
        "", "{", "[]", "null1", #"{"roomId":5}"#, #"{"roomId":"r1"} x"#,
        #"{"operations":[{"start":{},"end":{}}]}"#, #"{"preconditions":{"state":"LIVEISH"}}"#,
        #"{"notAfter":"yesterday"}"#, #"{"preconditions":{"revision":-1}}"#,
    ])
    func whatIsNotTheMessageIsRefusedInWords(text: String) throws {
        do {
            _ = try MessageJSON.decode(Roomkeeper_V1_MutateRequest.self, from: Array(text.utf8))
            Issue.record("accepted: \(text)")
        } catch {
            #expect(!error.description.isEmpty)
            #expect(error.unknownField == nil)
        }
    }
}
