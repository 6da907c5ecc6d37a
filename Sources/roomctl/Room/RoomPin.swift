import ArgumentParser
import RoomProtocol

/// `roomctl room pin`.
struct RoomPin: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "pin",
        abstract: "Pin a product, and add it to the bag when it is not there.",
        discussion: """
            Pinning what is pinned changes nothing.

            EXAMPLES:
              roomctl room pin ROOM sku-1 --title "Red sneaker"
              roomctl room pin ROOM sku-2 --position 0 --evict-last
            """)

    @Argument(help: "The room's id.")
    var roomID: String

    @Argument(help: "The product's id.")
    var product: String

    @Option(
        help: ArgumentHelp("Where among the pinned (default: at the end).", valueName: "n"))
    var position: UInt32?

    @Flag(help: "When all pins are taken, unpin the last one instead of being refused.")
    var evictLast = false

    @OptionGroup(title: "The product, when it is added") var productOptions: ProductOptions
    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        var pinProduct = Roomkeeper_V1_PinProduct()
        pinProduct.productID = self.product
        pinProduct.product = self.productOptions.makeProduct(id: self.product)
        pinProduct.onFull = self.evictLast ? .evictLast : .reject
        if let position = self.position {
            pinProduct.position = position
        }
        return .pinProduct(pinProduct)
    }
}
