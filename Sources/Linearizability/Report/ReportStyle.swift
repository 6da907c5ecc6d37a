/// How the page looks, in light and in dark.
enum ReportStyle {
    static let css = """
        :root{color-scheme:light dark;--page:#f6f7f9;--card:#fff;--ink:#1c2430;--faint:#687384;\
        --edge:#dfe3e9;--grid:#e9ecf1;--pass:#1a7f4b;--bad:#c62f37;--invalid:#b06a00;\
        --undecided:#5a6675;--leader:#2156c9;--follower:#a9c4f5;--learner:#8fd3cf;\
        --candidate:#9a6bd8;--starting:#d6dbe3;--paused:#eeb13c;--down:#4a2f36;--removed:#eef0f3;\
        --fault:#e0752d;--ok:#58a98a;--fail:#9aa5b4;--unknown:#d8913a;--rate:#cfe5dc;\
        --p50:#3a4660;--p99:#c6459b}
        @media(prefers-color-scheme:dark){:root{--page:#12161c;--card:#1a2028;--ink:#e6eaf0;\
        --faint:#8f9bab;--edge:#2b333f;--grid:#262d38;--pass:#3dbb7c;--bad:#f0666c;\
        --invalid:#e3a13f;--undecided:#9aa6b5;--leader:#5b8dfa;--follower:#31497a;\
        --learner:#2a6d6a;--candidate:#8a5fd0;--starting:#3a4350;--paused:#b98323;\
        --down:#7a3a46;--removed:#202630;--fault:#e08646;--ok:#3f8e70;--fail:#66717f;\
        --unknown:#cf8c35;--rate:#234a3c;--p50:#c3cfe2;--p99:#ea7fc4}}
        *{box-sizing:border-box}
        body{margin:0;padding:16px 22px;background:var(--page);color:var(--ink);\
        font:13px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
        body.pass{--verdict:var(--pass)}body.bad{--verdict:var(--bad)}
        body.invalid{--verdict:var(--invalid)}body.undecided{--verdict:var(--undecided)}
        header{display:flex;gap:20px;align-items:center;background:var(--card);\
        border:1px solid var(--edge);border-left:8px solid var(--verdict);border-radius:10px;\
        padding:12px 20px}
        .badge{color:var(--verdict);display:flex;gap:10px;align-items:center;\
        white-space:nowrap;margin-right:4px}
        .badge i{font-style:normal;font-size:38px;line-height:1;font-weight:700}
        .badge b{font-size:30px;letter-spacing:.04em}
        .words{flex:1;min-width:0}h1{margin:0;font-size:16px;font-weight:600;line-height:1.35;\
        overflow-wrap:anywhere}
        .replay{margin:3px 0 0;color:var(--faint)}
        code{font:12px ui-monospace,"DejaVu Sans Mono",monospace;background:var(--page);\
        padding:1px 6px;border-radius:4px;color:var(--ink);overflow-wrap:anywhere}
        dl{display:flex;gap:18px;margin:0;flex-wrap:wrap;justify-content:flex-end;max-width:430px}
        dt{color:var(--faint);font-size:11px}dd{margin:0;font-weight:600}
        .figures{display:grid;grid-template-columns:repeat(8,1fr);gap:10px;margin:10px 0}
        .figures div{background:var(--card);border:1px solid var(--edge);border-radius:8px;\
        padding:6px 12px}
        .figures b{display:block;font-size:19px;font-variant-numeric:tabular-nums;line-height:1.25}
        .figures span{color:var(--faint);font-size:11.5px}
        section{background:var(--card);border:1px solid var(--edge);border-radius:10px;\
        padding:10px 16px;margin-bottom:10px}
        section.time{padding:8px 12px 4px}section.time>svg{display:block;width:100%}
        .legend{display:flex;flex-wrap:wrap;gap:2px 14px;margin:0 0 2px;color:var(--faint);\
        font-size:11.5px}
        .legend span{display:inline-flex;gap:5px;align-items:center}.legend svg{width:11px}
        .below{display:flex;flex-wrap:wrap;gap:10px;align-items:flex-start}
        .below>div{flex:1 1 290px;min-width:0}.below>div:first-child{flex:1.7 1 420px}
        h2{margin:0 0 6px;font-size:12.5px;font-weight:600;color:var(--faint)}
        p{margin:0 0 4px}table+p{margin-top:6px}.faint,.check{color:var(--faint)}
        .check{font:12px ui-monospace,"DejaVu Sans Mono",monospace;color:var(--bad)}
        .sentence{font-weight:600}
        ol{margin:4px 0 8px;padding:0;list-style:none}
        ol li{padding:3px 0 3px 10px;border-left:3px solid var(--edge);margin-bottom:2px;\
        overflow-wrap:anywhere}ol li:last-child{border-color:var(--bad)}
        ol b{color:var(--faint);font-weight:500;margin-right:4px}
        ul.marks{list-style:none;margin:0;padding:0}.marks li{display:flex;gap:8px;padding:2px 0}
        .marks i{font-style:normal;font-weight:700;color:var(--pass)}
        .marks .broken{font-weight:600}.marks .broken i{color:var(--bad)}
        table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
        th{font-weight:500;color:var(--faint);text-align:right;font-size:11.5px;padding:2px 0}
        td{text-align:right;padding:2.5px 0 2.5px 8px;border-top:1px solid var(--edge);\
        overflow-wrap:anywhere}th:first-child,td:first-child{text-align:left;padding-left:0}
        svg text{font-size:11px;fill:var(--ink)}
        text.label{text-anchor:end;font-size:11.5px}text.faint{fill:var(--faint);font-size:10.5px}
        text.ticklabel{text-anchor:middle;fill:var(--faint);font-size:10.5px}
        .tick{stroke:var(--grid)}.grid{stroke:var(--grid);stroke-dasharray:2 3}
        .base{stroke:var(--edge)}.lane{fill:var(--grid)}
        .band{fill:var(--fault);opacity:.07}.fault{fill:var(--fault);opacity:.45}
        .missed{fill:none;stroke:var(--bad);stroke-dasharray:3 2;opacity:1}
        .faultname{font-size:11px}.atedge{text-anchor:end}
        .leader{fill:var(--leader)}.follower{fill:var(--follower)}.learner{fill:var(--learner)}
        .candidate{fill:var(--candidate)}.starting{fill:var(--starting)}
        .paused{fill:var(--paused)}.down{fill:var(--down)}
        .removed{fill:var(--removed);stroke:var(--edge)}
        text.statename{font-size:10.5px}text.on-leader,text.on-candidate,text.on-down{fill:#fff}
        text.on-paused{fill:#2a1c00}
        .ok{fill:var(--ok)}.fail{fill:var(--fail)}.unknown{fill:var(--unknown)}
        .rate{fill:var(--rate)}path.rateline{fill:none;stroke:var(--ok);stroke-width:1.2}
        path.p50,path.p99{fill:none;stroke-width:1.4;stroke-linejoin:round;\
        stroke-linecap:round}
        path.p50{stroke:var(--p50)}path.p99{stroke:var(--p99)}
        rect.p50{fill:var(--p50)}rect.p99{fill:var(--p99)}
        .moment{stroke-width:1.2}.moment.healed,.moment.healthy{stroke:var(--pass)}
        .moment.healthy{stroke-dasharray:3 3}.moment.first{stroke:var(--bad);stroke-width:1.8}
        text.momentname{font-size:10.5px;fill:var(--pass)}
        text.momentname.first{fill:var(--bad);font-weight:700}
        @media(max-width:900px){.figures{grid-template-columns:1fr 1fr}\
        header{flex-wrap:wrap}}
        """
}
