/// One run on one screen: a page in one file, without anything from elsewhere.
package enum RunReport {
    package static func html(of history: History, _ verdict: Verdict) -> String {
        let run = history.run
        let title =
            "roomchaos: \(verdict.outcome.rawValue)"
            + (run?.seed.map { ", seed \($0)" } ?? "")
        return "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
            + "<meta name=\"viewport\" content=\"width=device-width\">"
            + "<meta http-equiv=\"Content-Security-Policy\" "
            + "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
            + HTMLText.element("title", text: title)
            + "<style>\(ReportStyle.css)</style></head>"
            + "<body class=\"\(verdict.outcome.rawValue)\">"
            + self.header(history, verdict) + self.figures(history, verdict)
            + "<section class=\"time\">" + self.legend(history)
            + TimelineChart.svg(history, verdict)
            + "</section><div class=\"below\">"
            + self.column(ReportTables.findings(verdict))
            + self.column(ReportTables.availability(verdict))
            + self.column(ReportTables.assumptions(verdict) + ReportTables.digests(history))
            + "</div></body></html>\n"
    }

    private static func column(_ content: String) -> String {
        content.isEmpty ? "" : "<div>\(content)</div>"
    }

    private static func header(_ history: History, _ verdict: Verdict) -> String {
        let mark =
            switch verdict.outcome {
            case .pass: "✓"
            case .bad: "✗"
            case .invalid: "∅"
            case .undecided: "?"
            }
        let run = history.run
        let facts: [(String, String?)] = [
            ("seed", run?.seed.map { "\($0)" }), ("scenario", run?.scenario),
            ("nodes", run?.nodes?.joined(separator: " ")),
            ("commit", run?.commit.map { HTMLText.short($0, 12) }),
        ]
        let dl = facts.compactMap { name, value in
            value.map {
                "<div>" + HTMLText.element("dt", text: name) + HTMLText.element("dd", text: $0)
                    + "</div>"
            }
        }.joined()
        let replay = run?.replay.map {
            "<p class=\"replay\">again: " + HTMLText.element("code", text: $0) + "</p>"
        }
        return "<header><div class=\"badge\"><i>\(mark)</i>"
            + HTMLText.element("b", text: verdict.outcome.rawValue.uppercased())
            + "</div><div class=\"words\">"
            + HTMLText.element("h1", text: verdict.sentence)
            + (replay ?? self.story(history)) + "</div><dl>\(dl)</dl></header>"
    }

    /// What a history without a run says about itself.
    private static func story(_ history: History) -> String {
        for meta in history.metas {
            if case .story(let text) = meta.record {
                return HTMLText.element("p", class: "replay", text: text)
            }
        }
        return ""
    }

    private static func figures(_ history: History, _ verdict: Verdict) -> String {
        let counts = verdict.counts
        let length = Timeline(history).length
        func percent(_ part: Int) -> String {
            guard counts.operations > 0 else { return "0 %" }
            let tenths = part * 1_000 / counts.operations
            return "\(tenths / 10).\(tenths % 10) %"
        }
        let gap = verdict.availability.faults.map(\.longestGap).max()
        let figures: [(String, String)] = [
            ("\(counts.operations)", "operations in \(TimeText.duration(length))"),
            (percent(counts.ok), "ok"), (percent(counts.fail), "fail"),
            (
                percent(counts.unknown),
                counts.settled > 0 ? "unknown, \(counts.settled) settled" : "unknown"
            ),
            ("\(counts.rooms)", counts.rooms == 1 ? "room" : "rooms"),
            ("\(counts.events)", "events watched"), ("\(counts.faults)", "faults"),
            (gap.map { TimeText.duration($0) } ?? "–", "longest without a write"),
        ]
        return "<div class=\"figures\">"
            + figures.map { value, name in
                "<div>" + HTMLText.element("b", text: value)
                    + HTMLText.element("span", text: name) + "</div>"
            }.joined() + "</div>"
    }

    /// Of the states only those that occur.
    private static func legend(_ history: History) -> String {
        var seen: Set<NodeState> = []
        for meta in history.metas {
            if case .node(let record) = meta.record { seen.insert(record.state) }
        }
        let states = NodeState.allCases.filter(seen.contains)
            .map { ("state \($0.rawValue)", $0.rawValue) }
        let others = [
            ("ok", "ok"), ("fail", "fail"), ("unknown", "unknown"), ("p50", "p50"), ("p99", "p99"),
        ]
        return "<p class=\"legend\">"
            + (states + others).map { name, text in
                "<span><svg viewBox=\"0 0 12 12\"><rect class=\"\(name)\" width=\"12\" "
                    + "height=\"12\" rx=\"2\"/></svg>" + HTMLText.escape(text) + "</span>"
            }.joined() + "</p>"
    }
}
