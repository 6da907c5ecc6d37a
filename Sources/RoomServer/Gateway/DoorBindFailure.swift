import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A door cannot listen where it was told to.
package struct DoorBindFailure: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Cause: Equatable, Sendable {
        case addressInUse
        case addressNotOfThisMachine
        case notPermitted
        case other(String)
    }

    /// The door's name as in the settings: `native`, `http`.
    package var door: String
    package var address: Endpoint
    package var cause: Cause

    package init(door: String, address: Endpoint, cause: Cause) {
        self.door = door
        self.address = address
        self.cause = cause
    }

    init(door: String, address: Endpoint, error: any Error) {
        let code = (error as? IOError)?.errnoCode
        let cause: Cause =
            switch code {
            case EADDRINUSE: .addressInUse
            case EADDRNOTAVAIL: .addressNotOfThisMachine
            case EACCES: .notPermitted
            default: .other(String(describing: error))
            }
        self.init(door: door, address: address, cause: cause)
    }

    package var description: String {
        "the \(self.door) door cannot listen on \(self.address): \(self.reason)"
    }

    private var reason: String {
        switch self.cause {
        case .addressInUse:
            "another process uses the address; stop it, or tell --listen-\(self.door)"
        case .addressNotOfThisMachine:
            "the address does not belong to this machine; tell --listen-\(self.door)"
        case .notPermitted:
            "ports below 1024 are for privileged processes; tell --listen-\(self.door)"
        case .other(let text): text
        }
    }
}
