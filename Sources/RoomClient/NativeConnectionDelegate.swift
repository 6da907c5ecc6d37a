import RoomProtocol

/// Hears from a connection, on the connection's event loop.
///
/// It must not block.
protocol NativeConnectionDelegate: AnyObject, Sendable {
    /// The server's hello arrived.
    ///
    /// A returned error refuses the server: the connection ends with it and sends no request.
    func greeted(
        _ connection: NativeConnection, by hello: Roomkeeper_V1_ServerHello
    ) -> RoomClientError?

    /// Replies arrived; the newest group time in them, 0 when they had none.
    func replied(_ connection: NativeConnection, groupTime: UInt64)

    /// Called exactly once, when the connection ended or could not be made.
    func closed(_ connection: NativeConnection, wasReady: Bool, error: RoomClientError)
}
