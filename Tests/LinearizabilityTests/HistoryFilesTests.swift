import Foundation
import Linearizability
import Testing

/// Each file of Histories tells one story; its first line says which, and what must be found.
@Suite struct HistoryFilesTests {
    private struct Story: Decodable {
        var detail: String
        var check: CheckName?
        var model: HistoryModel?
    }

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Histories")

    @Test func goodHistoriesPass() throws {
        let files = try Self.files(in: "good")
        #expect(files.count > 20)
        for file in files {
            let verdict = try Self.judge(file)
            #expect(verdict.outcome == .pass, "\(file.lastPathComponent): \(verdict.sentence)")
        }
    }

    @Test func badHistoriesAreFoundByTheCheckThatTheyAreFor() throws {
        let files = try Self.files(in: "bad")
        #expect(files.count > 30)
        for file in files {
            let name = file.lastPathComponent
            let verdict = try Self.judge(file)
            let check = try #require(try Self.story(of: file).check, "\(name) names a check")
            #expect(verdict.outcome == .bad, "\(name): \(verdict.sentence)")
            #expect(verdict.findings.map(\.check).contains(check), "\(name): \(verdict.findings)")
            #expect(verdict.findings.allSatisfy { !$0.lines.isEmpty }, "\(name) points to lines")
        }
    }

    @Test func everyCheckHasAHistoryThatItFinds() throws {
        let checks = Set(try Self.files(in: "bad").compactMap { try Self.story(of: $0).check })
        #expect(checks == Set(CheckName.allCases))
    }

    @Test func thePageOfTheFormatNamesEveryCheck() throws {
        let page = try String(
            contentsOf: Self.folder.appendingPathComponent("../../../docs/histories.md"),
            encoding: .utf8)
        for check in CheckName.allCases {
            #expect(page.contains("`\(check.rawValue)`"), "\(check.rawValue) is not in the page")
        }
        for kind in OperationKind.allCases {
            #expect(page.contains("`\(kind.rawValue)`"), "\(kind.rawValue) is not in the page")
        }
    }

    // The page shows what a bad history prints; whoever tries it must see the same.
    @Test func thePageOfTheFormatShowsWhatIsPrinted() throws {
        let page = try String(
            contentsOf: Self.folder.appendingPathComponent("../../../docs/histories.md"),
            encoding: .utf8)
        let verdict = try Self.judge(
            Self.folder.appendingPathComponent("bad/a-removed-co-host-goes-on.jsonl"))
        #expect(page.contains("BAD: \(verdict.sentence)\n"))
        for finding in verdict.findings {
            for operation in finding.ops {
                #expect(page.contains("  line \(operation.line): \(operation.text)\n"))
            }
        }
    }

    @Test func runsThatProveNothingAreInvalid() throws {
        let files = try Self.files(in: "invalid")
        #expect(files.count == 4)
        for file in files {
            let verdict = try Self.judge(file)
            #expect(verdict.outcome == .invalid, "\(file.lastPathComponent): \(verdict.sentence)")
            #expect(verdict.assumptions.count { !$0.holds } == 1, "\(file.lastPathComponent)")
        }
    }

    @Test func brokenFilesAreRefusedWithLineAndField() throws {
        let files = try Self.files(in: "broken")
        #expect(files.count > 10)
        for file in files {
            let sentence = try Self.story(of: file).detail
            #expect {
                try Self.judge(file)
            } throws: { error in
                #expect("\(error)" == sentence, "\(file.lastPathComponent)")
                return true
            }
        }
    }

    private static func files(in folder: String) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(
            at: self.folder.appendingPathComponent(folder), includingPropertiesForKeys: nil
        ).sorted { $0.path < $1.path }
    }

    private static func story(of file: URL) throws -> Story {
        let first = try Data(contentsOf: file).split(separator: UInt8(ascii: "\n"))[0]
        return try JSONDecoder().decode(Story.self, from: first)
    }

    private static func judge(_ file: URL) throws -> Verdict {
        let model = try Self.story(of: file).model ?? .room
        return try Judge(model: model).judge(try History(contentsOf: file.path))
    }
}
