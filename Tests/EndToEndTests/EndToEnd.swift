import Testing

/// Stories about three real `roomd` processes on this machine.
///
/// They run one after another, because a cluster wants the whole machine.
@Suite(.serialized)
enum EndToEnd {}
