/// What stands below the timeline: findings, assumptions, availability, digests.
enum ReportTables {
    private static let shownFindings = 4
    private static let shownRooms = 8

    static func findings(_ verdict: Verdict) -> String {
        guard !verdict.findings.isEmpty else { return self.rooms(verdict) }
        var html = "<section><h2>What cannot be so</h2>"
        for (place, finding) in verdict.findings.prefix(Self.shownFindings).enumerated() {
            let room = finding.room.map { $0.isEmpty ? "" : " · room \($0)" } ?? ""
            html += HTMLText.element(
                "p", class: "check", text: "\(finding.check.rawValue)\(room)")
            html += HTMLText.element("p", class: "sentence", text: finding.sentence)
            // The first is told in full; of the others a sentence is enough here.
            if place > 0 { continue }
            html += "<ol>"
            for operation in finding.ops {
                html +=
                    "<li><b>line \(operation.line)</b> "
                    + HTMLText.element("span", text: operation.text) + "</li>"
            }
            html += "</ol>"
        }
        let rest = verdict.findings.count - Self.shownFindings
        if rest > 0 {
            html += HTMLText.element(
                "p", class: "faint", text: "and \(rest) more: roomchaos check tells all of them")
        }
        return html + "</section>"
    }

    /// Of a run without findings: what was decided for the rooms with the most operations.
    private static func rooms(_ verdict: Verdict) -> String {
        let largest = verdict.rooms.sorted { ($1.operations, $0.room) < ($0.operations, $1.room) }
        let rows = largest.prefix(Self.shownRooms).map { room in
            let mark = room.outcome == .pass ? "an order explains all" : room.outcome.rawValue
            return [
                room.room.isEmpty ? "the register" : room.room, "\(room.operations)",
                "\(room.steps)", mark,
            ]
        }
        let rest = largest.count - rows.count
        let more = rest > 0 ? "\(rest) more rooms" : nil
        return "<section><h2>Rooms</h2>"
            + self.table(["room", "operations", "steps of the search", "verdict"], rows)
            + (more.map { HTMLText.element("p", class: "faint", text: $0) } ?? "") + "</section>"
    }

    static func assumptions(_ verdict: Verdict) -> String {
        guard !verdict.assumptions.isEmpty else { return "" }
        let items = verdict.assumptions.map { assumption in
            "<li class=\"\(assumption.holds ? "holds" : "broken")\">"
                + "<i>\(assumption.holds ? "✓" : "✗")</i>"
                + HTMLText.element("span", text: assumption.sentence) + "</li>"
        }
        return "<section><h2>What the run must have been</h2><ul class=\"marks\">"
            + items.joined() + "</ul></section>"
    }

    static func availability(_ verdict: Verdict) -> String {
        let availability = verdict.availability
        guard !availability.rows.isEmpty || !availability.recoveries.isEmpty else { return "" }
        let rows = availability.rows.sorted { $0.longestGap > $1.longestGap }.map { row in
            [
                row.name, "\(row.count)", TimeText.duration(row.medianGap),
                TimeText.duration(row.longestGap),
            ]
        }
        let recoveries = availability.recoveries.map { TimeText.duration($0) }
        let recovery =
            recoveries.isEmpty
            ? ""
            : HTMLText.element(
                "p", class: "faint",
                text: "from healed to healthy: \(recoveries.joined(separator: ", "))")
        return "<section><h2>Longest time without a successful write</h2>"
            + self.table(["fault", "times", "median", "longest"], rows) + recovery + "</section>"
    }

    static func digests(_ history: History) -> String {
        // The last word of each node.
        var last: [String: MetaRecord.DigestRecord] = [:]
        for meta in history.metas {
            if case .digest(let record) = meta.record { last[record.node] = record }
        }
        guard !last.isEmpty else { return "" }
        let rows = last.sorted { $0.key < $1.key }.map { node, record in
            [node, "\(record.applied)", HTMLText.short(record.digest, 18)]
        }
        let isEqual = Set(last.values.map { "\($0.applied) \($0.digest)" }).count == 1
        return "<section><h2>Digests at the end\(isEqual ? ": all equal" : "")</h2>"
            + self.table(["node", "applied", "digest"], rows) + "</section>"
    }

    private static func table(_ heads: [String], _ rows: [[String]]) -> String {
        "<table><thead><tr>" + heads.map { HTMLText.element("th", text: $0) }.joined()
            + "</tr></thead><tbody>"
            + rows.map { row in
                "<tr>" + row.map { HTMLText.element("td", text: $0) }.joined() + "</tr>"
            }.joined() + "</tbody></table>"
    }
}
