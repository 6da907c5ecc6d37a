import ArgumentParser

/// The four addresses of one member, as the command line gives them.
struct MemberAddresses: Equatable, Sendable {
    let peer: HostPort
    let native: HostPort
    let grpc: HostPort
    let http: HostPort

    /// The addresses with the names that the cluster file gives them.
    var named: [(door: String, address: HostPort)] {
        [
            ("peer", self.peer), ("native", self.native), ("grpc", self.grpc),
            ("http", self.http),
        ]
    }

    /// Reads `HOST:PORT`, the peer address from which the other three follow, or
    /// `peer=HOST:PORT,native=...,grpc=...,http=...`.
    ///
    /// - Parameter option: the option that `text` was given with, for error texts.
    /// - Throws: `ValidationError`, which says what is wrong.
    init(parsing text: String, option: String = "--node") throws {
        let place = "\(option) \(text)"
        if text.contains("=") {
            try self.init(parsingDoors: text, place)
        } else {
            try self.init(base: Self.address(text, place), place)
        }
    }

    private init(base: HostPort, _ place: String) throws {
        guard let native = base.advanced(by: 1), let grpc = base.advanced(by: 2),
            let http = base.advanced(by: 3)
        else {
            throw ValidationError(
                "\(place): the native, gRPC and HTTP ports follow the peer port, so it "
                    + "must be at most \(Limits.lastPort - Limits.portsPerMember + 1).")
        }
        self.peer = base
        self.native = native
        self.grpc = grpc
        self.http = http
    }

    private init(parsingDoors text: String, _ place: String) throws {
        var addresses: [String: HostPort] = [:]
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let pair = part.split(separator: "=", maxSplits: 1).map { String($0) }
            guard pair.count == 2, ["peer", "native", "grpc", "http"].contains(pair[0]) else {
                throw ValidationError(
                    "\(place): '\(part)' is not one of peer=, native=, grpc=, http= "
                        + "with an address.")
            }
            let address = try Self.address(pair[1], place)
            guard addresses.updateValue(address, forKey: pair[0]) == nil else {
                throw ValidationError("\(place): \(pair[0]) is given twice.")
            }
        }
        guard let peer = addresses["peer"], let native = addresses["native"],
            let grpc = addresses["grpc"], let http = addresses["http"]
        else {
            throw ValidationError(
                "\(place): all of peer=, native=, grpc= and http= are needed.")
        }
        self.peer = peer
        self.native = native
        self.grpc = grpc
        self.http = http
    }

    private static func address(_ text: String, _ place: String) throws -> HostPort {
        let address: HostPort
        do {
            address = try HostPort(parsing: text)
        } catch {
            throw ValidationError("\(place): \(error)")
        }
        guard !address.isUnspecified else {
            throw ValidationError(
                "\(place): nobody can dial \(address); give the address at which others "
                    + "reach the node. It may listen on another one: roomd run --listen-peer.")
        }
        return address
    }
}
