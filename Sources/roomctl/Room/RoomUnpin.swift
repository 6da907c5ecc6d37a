import ArgumentParser
import RoomProtocol

/// `roomctl room unpin`.
struct RoomUnpin: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "unpin", abstract: "Unpin a product; it stays in the bag.")

    @Argument(help: "The room's id.")
    var roomID: String

    @Argument(help: "The product's id.")
    var product: String

    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        var unpinProduct = Roomkeeper_V1_UnpinProduct()
        unpinProduct.productID = self.product
        return .unpinProduct(unpinProduct)
    }
}
