import Foundation
import Linearizability
import Testing

@Suite struct RunReportTests {
    // Whoever names a room may name it so that a page would run it.
    @Test func whatClientsWroteIsTextInThePage() throws {
        let evil = "\"><script>alert('x')</script>&\u{202e}"
        var create = OperationRecord(
            process: 1, kind: .create, room: evil, call: 1, outcome: .ok)
        create.ret = 2
        create.arguments = OperationArguments(value: .text(evil))
        var read = OperationRecord(process: 2, kind: .read, room: evil, call: 3, outcome: .ok)
        read.ret = 4
        read.result = OperationResult(value: .text(evil + "!"))
        var run = MetaRecord.RunRecord(at: 0, seed: 7, nodes: [evil])
        run.replay = evil
        run.scenario = evil
        run.commit = evil
        var fault = FaultRecord(name: evil, call: 1, ret: 3, nodes: [evil])
        fault.detail = evil
        let digest = MetaRecord.DigestRecord(node: evil, applied: 1, digest: evil)
        let crash = MetaRecord.CrashRecord(at: 2, node: evil, detail: evil)
        let history = History([
            .meta(.run(run)), .meta(.node(.init(at: 0, node: evil, state: .leader))),
            .operation(create), .operation(read), .fault(fault), .meta(.digest(digest)),
            .meta(.crash(crash)), .meta(.invalid(detail: evil)),
        ])
        let page = RunReport.html(of: history, try Judge().judge(history))
        #expect(!page.contains("<script"))
        #expect(!page.contains("\u{202e}"))
        #expect(page.contains("&lt;script&gt;alert(&#39;x&#39;)"))
    }

    // Each file that is judged has a page, whole and without anything from elsewhere.
    @Test(arguments: ["good", "bad", "invalid"])
    func everyHistoryHasAPage(folder: String) throws {
        let files = try FileManager.default.contentsOfDirectory(
            at: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appendingPathComponent("Histories/\(folder)"), includingPropertiesForKeys: nil)
        #expect(!files.isEmpty)
        for file in files {
            let model: HistoryModel =
                file.lastPathComponent.hasPrefix("register") ? .register : .room
            let history = try History(contentsOf: file.path)
            let verdict = try Judge(model: model).judge(history)
            let page = RunReport.html(of: history, verdict)
            #expect(page.hasPrefix("<!doctype html>") && page.hasSuffix("</html>\n"))
            #expect(page.contains(verdict.outcome.rawValue.uppercased()))
            #expect(!page.contains("://") && !page.contains("url(") && !page.contains("src="))
            #expect(!page.contains("nan") && !page.contains("inf\""), "\(file.lastPathComponent)")
            for tag in ["div", "section", "svg", "table", "ol", "ul", "li", "p", "text", "span"] {
                let opened =
                    page.components(separatedBy: "<\(tag)>").count
                    + page.components(separatedBy: "<\(tag) ").count - 2
                let closed = page.components(separatedBy: "</\(tag)>").count - 1
                #expect(opened == closed, "\(file.lastPathComponent): \(tag)")
            }
        }
    }

    // Times at the ends of the range are drawn as any others.
    @Test(arguments: [0, Int64.max])
    func theLongestAndTheShortestRunThereCanBeAreDrawn(start: Int64) throws {
        var read = OperationRecord(
            process: 1, kind: .read, room: "r", call: start, outcome: .ok)
        read.ret = .max
        read.result = OperationResult(exists: false)
        let history = History([
            .operation(read), .fault(FaultRecord(name: "kill", call: start, ret: .max)),
            .meta(.healed(at: start)), .meta(.healthy(at: .max)),
        ])
        let page = RunReport.html(of: history, try Judge().judge(history))
        #expect(page.contains("PASS"))
    }
}
