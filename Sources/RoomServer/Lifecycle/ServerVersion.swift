/// The version of this program, as `--version`, metrics and the node's status show it.
package enum ServerVersion {
    package static let current = "0.1.0"
}
