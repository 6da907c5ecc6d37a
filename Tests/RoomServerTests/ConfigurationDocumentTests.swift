import RoomServer
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

@Suite struct ConfigurationDocumentTests {
    private static let begin = "<!-- settings: written by REWRITE=1, do not edit -->\n"
    private static let end = "<!-- end of settings -->\n"

    /// Four directories up from this file, then into docs.
    private static func path() throws -> String {
        let parts = "\(#filePath)".split(separator: "/", omittingEmptySubsequences: false)
        try #require(parts.count > 3)
        return parts.dropLast(3).joined(separator: "/") + "/docs/configuration.md"
    }

    @Test func theTableInTheDocsIsTheOneInTheCode() throws {
        // The docs' table is made from the settings; REWRITE=1 in the environment makes it anew.
        let path = try Self.path()
        let text = try TextFile.read(path, what: "document")
        let head = try #require(text.firstRange(of: Self.begin))
        let tail = try #require(text.firstRange(of: Self.end))
        try #require(head.upperBound <= tail.lowerBound)
        let expected =
            text[..<head.upperBound] + ServerConfiguration.markdown() + text[tail.lowerBound...]
        if getenv("REWRITE") != nil, text != expected {
            let file = try #require(fopen(path, "w"))
            fputs(String(expected), file)
            fclose(file)
        } else {
            #expect(text == expected, "run this test with REWRITE=1 and review the change")
        }
    }
}
