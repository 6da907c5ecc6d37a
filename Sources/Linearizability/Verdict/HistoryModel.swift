/// What the operations of a history are done to.
package enum HistoryModel: String, CaseIterable, Codable, Sendable {
    case room
    case register
}
