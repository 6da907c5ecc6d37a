import RoomServer
import Testing

@Suite struct ConfigurationPrecedenceTests {
    private static func load(
        file: String? = nil, environment: [String: String] = [:], arguments: [String] = []
    ) throws -> ServerConfiguration {
        try ConfigurationLoader(
            file: file.map { .init(name: "roomd.yaml", text: $0) }, environment: environment,
            arguments: arguments
        ).load()
    }

    @Test func withoutAnyWordEverySettingHasItsDefault() throws {
        let configuration = try Self.load()
        #expect(configuration == ServerConfiguration())
        #expect(configuration.timing.tick == .milliseconds(10))
        #expect(configuration.timing.heartbeatTicks == 5)
        #expect(configuration.timing.electionTicks == 30)
        #expect(!configuration.isInsecure)
    }

    @Test func theFileBeatsTheDefaultsAndTheEnvironmentBeatsTheFileAndAFlagBeatsBoth() throws {
        // Three settings, each told in one place more than the one before.
        let file = "tick: 1ms\nheartbeat: 20ms\nelection-timeout: 200ms\n"
        let environment = [
            "ROOMD_HEARTBEAT": "30ms", "ROOMD_ELECTION_TIMEOUT": "400ms", "HOME": "/home/me",
            // Not a setting: an orchestrator's own variable must not stop the node.
            "ROOMD_SERVICE_HOST": "10.0.0.1",
        ]
        let configuration = try Self.load(
            file: file, environment: environment, arguments: ["--election-timeout", "500ms"])
        #expect(configuration.timing.tick == .milliseconds(1))
        #expect(configuration.timing.heartbeat == .milliseconds(30))
        #expect(configuration.timing.electionTimeout == .milliseconds(500))
    }

    @Test func flagsTakeTheirValueAfterASpaceOrAnEqualsSignAndSwitchesNeedNone() throws {
        let configuration = try Self.load(arguments: [
            "--data=/var/lib/room keeper", "--insecure", "--listen-http", "[::1]:8080",
            "--log-format", "json",
        ])
        #expect(configuration.data == "/var/lib/room keeper")
        #expect(configuration.isInsecure)
        #expect(configuration.listen.http == Endpoint(host: "::1", port: 8080))
        #expect(configuration.logs.format == .json)
    }

    @Test func aFlagCanSwitchOffWhatTheFileSwitchedOn() throws {
        let configuration = try Self.load(
            file: "insecure: true", arguments: ["--insecure=false"])
        #expect(!configuration.isInsecure)
    }

    @Test func theEffectiveSettingsReadBackAsTheSameConfiguration() throws {
        // Values that YAML could take for something else: a quote, a colon, a leading dash.
        for data in ["/srv/it's here", "C: \"x\" # no", "-dash", "plain/path"] {
            let configuration = try Self.load(arguments: [
                "--data=\(data)", "--insecure", "--listen-native=[::1]:7401", "--tick=5ms",
                "--log-level=debug", "--event-loop-threads=3", "--scheduling=normal",
                "--max-in-flight=7",
            ])
            #expect(try Self.load(file: configuration.yaml()) == configuration, "\(data)")
        }
        #expect(try Self.load(file: ServerConfiguration().yaml()) == ServerConfiguration())
    }

    @Test func emptyFilesAndFilesOfCommentsSetNothing() throws {
        for text in ["", "\n", "# nothing here\n", "---\n"] {
            #expect(try Self.load(file: text) == ServerConfiguration(), "\(text)")
        }
    }

    @Test func helpAndDocsNameEverySetting() {
        let help = ServerConfiguration.help()
        let markdown = ServerConfiguration.markdown()
        let yaml = ServerConfiguration().yaml()
        for setting in ServerConfiguration.settings {
            #expect(help.contains("  --\(setting.name)"))
            #expect(markdown.contains("| `\(setting.name)` |"))
            #expect(yaml.contains(setting.environmentName + "."))
        }
        for line in help.split(separator: "\n") {
            #expect(line.count <= 80, "\(line)")
        }
        #expect(
            Set(ServerConfiguration.settings.map(\.name)).count
                == ServerConfiguration.settings.count)
    }
}
