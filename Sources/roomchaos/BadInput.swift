/// What the user gave cannot be used: the program ends with 2, and with this sentence.
struct BadInput: Error, CustomStringConvertible {
    let description: String
}
