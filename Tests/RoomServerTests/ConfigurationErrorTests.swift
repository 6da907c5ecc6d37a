import RoomServer
import Testing

/// Every text below is what a person reads who made the mistake.
@Suite struct ConfigurationErrorTests {
    private struct Case: Sendable, CustomTestStringConvertible {
        var file: String?
        var environment: [String: String] = [:]
        var arguments: [String] = []
        var kind = ConfigurationError.Kind.configuration
        var text: String

        var testDescription: String { self.text }
    }

    private static let fileCases: [Case] = [
        Case(
            file: "tls-cert: a\n",
            text: "TLS needs tls-cert, tls-key and tls-ca, but tls-key and tls-ca are not told: "
                + "tell all three"),
        Case(
            file: "tls-cert: a\ntls-key: b\n",
            text: "TLS needs tls-cert, tls-key and tls-ca, but tls-ca is not told: tell all three"),
        Case(
            file: "tls-cert: a\ntls-key: b\ntls-ca: c\ninsecure: true\n",
            text: "insecure is told together with tls-cert, tls-key and tls-ca: a node serves "
                + "either with TLS or in plaintext; take one of the two away"),
        Case(
            file: "tick: 10ms\nhartbeat: 50ms\n",
            text: "roomd.yaml:2: unknown setting \"hartbeat\": did you mean \"heartbeat\"? "
                + "\"roomd config\" lists all settings"),
        Case(
            file: "maxInFlight: 9\n",
            text: "roomd.yaml:1: unknown setting \"maxInFlight\": did you mean "
                + "\"max-in-flight\"? \"roomd config\" lists all settings"),
        Case(
            file: "colour: blue\n",
            text: "roomd.yaml:1: unknown setting \"colour\": \"roomd config\" lists all settings"),
        Case(
            file: "\n\ntick: 10\n",
            text: "roomd.yaml:3: tick is \"10\", which is not allowed; allowed: a duration from "
                + "1ms to 1s, with its unit: ms, s or m"),
        Case(
            file: "tick: [1, 2]\n",
            text: "roomd.yaml:1: tick must be a plain value; allowed: a duration from 1ms to 1s, "
                + "with its unit: ms, s or m"),
        Case(
            file: "insecure: yes\n",
            text: "roomd.yaml:1: insecure is \"yes\", which is not allowed; allowed: true or "
                + "false"),
        Case(
            file: "- a\n- b\n",
            text: "roomd.yaml:1: a list of \"key: value\" lines is expected"),
        Case(
            file: "heartbeat: 55ms\n",
            text: "heartbeat is 55ms, which is not a multiple of tick, 10ms: change one of them"),
        Case(
            file: "heartbeat: 200ms\n",
            text: "election-timeout is 300ms and heartbeat is 200ms: the election timeout must be "
                + "at least 3 heartbeats, or one late frame deposes a leader"),
    ]

    private static let otherCases: [Case] = [
        Case(
            environment: ["ROOMD_EVENT_LOOP_THREADS": "0"],
            text: "the environment variable ROOMD_EVENT_LOOP_THREADS is \"0\", which is not "
                + "allowed; allowed: a whole number from 1 to 64"),
        Case(
            arguments: ["--log-level", "loud"], kind: .usage,
            text: "--log-level is \"loud\", which is not allowed; allowed: one of trace, debug, "
                + "info, notice, warning, error, critical"),
        Case(
            arguments: ["--listen-http", "8080"], kind: .usage,
            text: "--listen-http is \"8080\", which is not allowed; allowed: host:port, such as "
                + "127.0.0.1:7401 or [::1]:7401"),
        Case(
            arguments: ["--dta", "x"], kind: .usage,
            text: "unknown flag --dta: did you mean --data? \"roomd run --help\" lists all flags"),
        Case(
            arguments: ["-d", "x"], kind: .usage,
            text: "unknown flag -d: \"roomd run --help\" lists all flags"),
        Case(
            arguments: ["--data"], kind: .usage,
            text: "--data needs a value: the path of a directory"),
        Case(
            arguments: ["--tick", "--insecure"], kind: .usage,
            text: "--tick needs a value: a duration from 1ms to 1s, with its unit: ms, s or m"),
        Case(
            arguments: ["--data", "a", "--data", "b"], kind: .usage,
            text: "--data is given more than once; give it once"),
        Case(
            arguments: ["--insecure", "true"], kind: .usage,
            text: "unexpected argument \"true\": settings are given as --name value"),
    ]

    @Test(arguments: Self.fileCases + Self.otherCases)
    private func theErrorSaysWhereWhatAndWhatIsAllowed(_ example: Case) throws {
        let loader = ConfigurationLoader(
            file: example.file.map { .init(name: "roomd.yaml", text: $0) },
            environment: example.environment, arguments: example.arguments)
        let error = #expect(throws: ConfigurationError.self) { try loader.load() }
        #expect(error?.description == example.text)
        #expect(error?.kind == example.kind)
    }

    @Test func aFileThatIsNotYAMLOrRepeatsAKeyIsRefusedWithItsLine() throws {
        for (text, words) in [("tick: 'open\n", "2"), ("tick: 10ms\ntick: 20ms\n", "tick")] {
            let loader = ConfigurationLoader(
                file: .init(name: "roomd.yaml", text: text), environment: [:], arguments: [])
            let error = try #require(throws: ConfigurationError.self) { try loader.load() }
            #expect(error.description.hasPrefix("roomd.yaml is not valid YAML: "))
            #expect(error.description.contains(words), "\(error)")
            #expect(!error.description.contains("\n"))
        }
    }

    @Test func aFileAboveTheLimitIsRefusedUnread() throws {
        let text = String(repeating: "#", count: ConfigurationLimits.fileBytes + 1)
        let loader = ConfigurationLoader(
            file: .init(name: "big.yaml", text: text), environment: [:], arguments: [])
        let error = try #require(throws: ConfigurationError.self) { try loader.load() }
        #expect(error.description == "big.yaml has 1048577 bytes; the limit is 1048576")
    }
}
