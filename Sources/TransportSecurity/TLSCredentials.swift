package import NIOCore
import NIOSSL
import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A program's certificate, key and authorities, as its files say, and again when they change.
///
/// Connections that are open keep what they began with; new ones use what was read last. Files that
/// are broken change nothing.
package final class TLSCredentials: Sendable {
    private struct State {
        var material: TLSMaterial
        var stamps: [PEMFile.Stamp?]
        var reloads: UInt64 = 0
        var failedReloads: UInt64 = 0
        /// Why the files as they are now could not be read.
        var fault: TLSFileFault?
    }

    package let files: TLSFiles
    /// What the program's own certificate must be.
    private let own: TLSPolicy
    private let state: Mutex<State>

    /// - Throws: What is wrong with the files, the role of the certificate included.
    package init(_ files: TLSFiles, own: TLSPolicy) throws(TLSFileFault) {
        self.files = files
        self.own = own
        // Before they are read: what changes meanwhile is read again.
        let stamps = files.all.map(PEMFile.stamp)
        self.state = Mutex(
            State(material: try Self.read(files, own: own), stamps: stamps))
    }

    private static func read(
        _ files: TLSFiles, own: TLSPolicy
    ) throws(TLSFileFault) -> TLSMaterial {
        let material = try TLSMaterial(files)
        do throws(CertificateFault) {
            try own.judge(material.identity)
        } catch {
            throw .unfit(files.certificate, error)
        }
        return material
    }

    // MARK: What was read last

    /// Who the program's own certificate says it is.
    package var identity: CertificateIdentity { self.state.withLock { $0.material.identity } }

    /// When its own certificate ends, in seconds since 1970.
    package var expiry: Int64 { self.state.withLock { $0.material.expiry } }

    /// Why the files, as they were changed last, could not be read; `nil` when they could.
    package var fault: TLSFileFault? { self.state.withLock { $0.fault } }

    /// Seconds until its own certificate ends; below 0 when it has.
    package var secondsLeft: Int64 {
        self.expiry - Int64(time(nil))
    }

    /// How often the files were read anew, and how often that failed.
    package var reloads: (taken: UInt64, failed: UInt64) {
        self.state.withLock { ($0.reloads, $0.failedReloads) }
    }

    var material: TLSMaterial { self.state.withLock { $0.material } }

    // MARK: Reading again

    /// Reads the files again, and uses what is in them from now on.
    ///
    /// - Throws: What is wrong with them; what was read before stays in use.
    package func reload() throws(TLSFileFault) {
        let stamps = self.files.all.map(PEMFile.stamp)
        do throws(TLSFileFault) {
            let material = try Self.read(self.files, own: self.own)
            self.state.withLock { state in
                state.material = material
                state.stamps = stamps
                state.reloads += 1
                state.fault = nil
            }
        } catch {
            self.state.withLock { state in
                // Until they change once more there is nothing to be learned from them.
                state.stamps = stamps
                state.failedReloads += 1
                state.fault = error
            }
            throw error
        }
    }

    /// Does the same when a file was changed since it was read last.
    ///
    /// - Returns: Whether one was.
    package func reloadIfChanged() throws(TLSFileFault) -> Bool {
        let stamps = self.files.all.map(PEMFile.stamp)
        guard self.state.withLock({ $0.stamps != stamps }) else { return false }
        try self.reload()
        return true
    }

    // MARK: Connections that this side makes

    /// Puts TLS at the front of a connection that was made, and then calls `decide` exactly once.
    ///
    /// To be called on the connection's event loop.
    ///
    /// - Parameters:
    ///   - policy: who must be on the other side.
    ///   - decide: adds what the connection is for; one that fails is closed.
    package func secure(
        _ channel: any Channel, policy: TLSPolicy, timeout: TimeAmount,
        decide: @escaping (TLSVerdict) -> Void
    ) throws {
        let handler = try NIOSSLClientHandler(context: self.material.dialer, serverHostname: nil)
        let gate = TLSGate(handler, policy: policy, timeout: timeout) { verdict in
            decide(verdict)
            if case .success = verdict { return true }
            return false
        }
        try channel.pipeline.syncOperations.addHandlers([gate], position: .first)
        try channel.pipeline.syncOperations.addHandler(handler, position: .first)
    }
}
