/// Everything that the harness can do to a cluster, by the name that scenarios use.
package enum FaultKind: String, Codable, CaseIterable, Sendable {
    // Processes.
    case killOne = "kill-one"
    case killLeader = "kill-leader"
    case killMinority = "kill-minority"
    case killMajority = "kill-majority"
    case killAll = "kill-all"
    case killAgain = "kill-again"
    case pauseOne = "pause-one"
    case pauseLeader = "pause-leader"
    case stopLeader = "stop-leader"
    case rollingRestart = "rolling-restart"
    case lag
    // Links.
    case isolateLeader = "isolate-leader"
    case isolateOne = "isolate-one"
    case split
    case bridge
    case ring
    case leaderMute = "leader-mute"
    case leaderDeaf = "leader-deaf"
    case cutLink = "cut-link"
    case cutClients = "cut-clients"
    case cutAnswers = "cut-answers"
    case resetClients = "reset-clients"
    case slowLinks = "slow-links"
    case slowLeader = "slow-leader"
    case narrowLinks = "narrow-links"
    case shredLinks = "shred-links"
    case resetLinks = "reset-links"
    case flap
    // Disks.
    case slowDisk = "slow-disk"
    case slowDisks = "slow-disks"
    case stallDisk = "stall-disk"
    case lowDisk = "low-disk"
    case fullDisk = "full-disk"
    case failSync = "fail-sync"
    case failWrite = "fail-write"
    case powerCutOne = "power-cut-one"
    case powerCutMajority = "power-cut-majority"
    case powerCutAll = "power-cut-all"
    // Clocks.
    case clockForward = "clock-forward"
    case clockBack = "clock-back"
    case clocksApart = "clocks-apart"
    // Members.
    case growAndShrink = "grow-and-shrink"
    case replaceNode = "replace-node"
    case replaceDuringCut = "replace-during-cut"
    case growDuringKill = "grow-during-kill"
    // Data directories.
    case oldDirectory = "old-directory"
    case wipedDirectory = "wiped-directory"

    /// What it does, for people.
    package var meaning: String {
        switch self {
        case .killOne: "SIGKILL of a node"
        case .killLeader: "SIGKILL of the leader"
        case .killMinority: "SIGKILL of as many nodes as the cluster can spare"
        case .killMajority: "SIGKILL of a majority"
        case .killAll: "SIGKILL of all nodes at once"
        case .killAgain: "SIGKILL of one node after the other, each back at once"
        case .pauseOne: "SIGSTOP of a node"
        case .pauseLeader: "SIGSTOP of the leader"
        case .stopLeader: "SIGTERM of the leader, which must end with 0"
        case .rollingRestart: "SIGTERM and start of every node, one after the other"
        case .lag: "a node is dead until the log has gone on without it and it needs a snapshot"
        case .isolateLeader: "the leader reaches no node and none reaches it; clients do"
        case .isolateOne: "a node reaches no node and none reaches it; clients do"
        case .split: "a minority and a majority do not reach each other"
        case .bridge: "two halves do not reach each other, one node reaches both"
        case .ring: "each node reaches two neighbours only"
        case .leaderMute: "nothing that the leader sends arrives"
        case .leaderDeaf: "nothing arrives at the leader"
        case .cutLink: "two nodes do not reach each other"
        case .cutClients: "no client reaches a node"
        case .cutAnswers: "a node hears clients, and they do not hear its answers"
        case .resetClients: "clients' connections to a node are reset, again and again"
        case .slowLinks: "all that nodes send is late, by a time that changes"
        case .slowLeader: "all that the leader sends and gets is late"
        case .narrowLinks: "few bytes a second between all nodes"
        case .shredLinks: "bytes between nodes arrive in small pieces"
        case .resetLinks: "all connections between nodes are reset, again and again"
        case .flap: "the leader's links are cut and joined, several times a second"
        case .slowDisk: "syncs of the leader's disk are late"
        case .slowDisks: "syncs of all disks are late"
        case .stallDisk: "syncs of the leader's disk do not return"
        case .lowDisk: "the leader's disk is nearly full"
        case .fullDisk: "a disk is full: writes fail"
        case .failSync: "one sync of a node fails, and what it was to write is lost"
        case .failWrite: "one write of a node fails"
        case .powerCutOne: "a node loses its power, and what was not synced"
        case .powerCutMajority: "a majority loses its power, and what was not synced"
        case .powerCutAll: "all nodes lose their power, and what was not synced"
        case .clockForward: "a node's wall clock jumps ahead"
        case .clockBack: "a node's wall clock jumps back"
        case .clocksApart: "all wall clocks jump, each its own way"
        case .growAndShrink: "a node is added, and another removed"
        case .replaceNode: "a node is replaced by a new one"
        case .replaceDuringCut: "a node is replaced while another one is cut off"
        case .growDuringKill: "a node is added, and the leader killed meanwhile"
        case .oldDirectory: "a node comes back with an old copy of its data directory"
        case .wipedDirectory: "a node comes back with an empty data directory"
        }
    }

    /// Takes a voter out, or puts one in: one such fault at a time.
    var changesMembers: Bool {
        switch self {
        case .growAndShrink, .replaceNode, .replaceDuringCut, .growDuringKill, .oldDirectory,
            .wipedDirectory:
            true
        default: false
        }
    }

    /// How long it lasts unless the scenario says, in seconds.
    var usualSeconds: ClosedRange<Double> {
        switch self {
        case .lag: 10...16
        case .killAgain, .resetLinks, .resetClients, .flap: 3...6
        case .fullDisk, .lowDisk, .stallDisk: 3...6
        default: 1...6
        }
    }
}
