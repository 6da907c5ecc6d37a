import ArgumentParser
import Foundation
import RoomClient

/// The options that every command takes, before or after its name.
struct GlobalOptions: ParsableArguments {
    static let endpointsVariable = "ROOMCTL_ENDPOINTS"
    static let defaultEndpoints = "127.0.0.1:7401,127.0.0.1:7411,127.0.0.1:7421"

    @Option(
        name: .customLong("endpoints"),
        help: ArgumentHelp(
            "Native endpoints (host:port, or dns:name:port) of some nodes, separated by commas.",
            discussion: """
                One that answers is enough; more survive the loss of nodes. dns:name:port stands \
                for all addresses of the name. Without the option \
                the variable \(Self.endpointsVariable) is read, and without that \
                \(Self.defaultEndpoints) is used.
                """,
            valueName: "a,b,..."))
    var endpointList: String?

    @OptionGroup var tls: TLSOptions

    @OptionGroup var formatOptions: FormatOptions

    @Option(
        help: ArgumentHelp(
            "How long to wait for an answer, e.g. 500ms, 5s or 1m.", valueName: "time"))
    var timeout = DurationArgument(.seconds(10))

    var output: OutputFormat { self.formatOptions.format }

    func validate() throws {
        _ = try self.endpoints()
    }

    /// The endpoints to talk to, at least one, with names still to be looked up.
    func endpoints() throws -> [String] {
        let environment = ProcessInfo.processInfo.environment[Self.endpointsVariable]
        let source = self.endpointList == nil ? Self.endpointsVariable : "--endpoints"
        let fromEnvironment = environment.flatMap { $0.isEmpty ? nil : $0 }
        let list = self.endpointList ?? fromEnvironment ?? Self.defaultEndpoints
        let items = list.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        guard !items.isEmpty, items.count <= Limits.endpoints else {
            throw ValidationError(
                "\(source) names \(items.count) endpoints; it must name 1 to \(Limits.endpoints).")
        }
        return try items.map { item in
            do {
                guard item.hasPrefix(RoomClient.seedPrefix) else {
                    return try HostPort(parsing: item).description
                }
                let place = String(item.dropFirst(RoomClient.seedPrefix.count))
                return RoomClient.seedPrefix + (try HostPort(parsing: place).description)
            } catch {
                throw ValidationError("\(source): \(error)")
            }
        }
    }
}
