import ArgumentParser
import RoomProtocol

/// `roomctl room remove-products`.
struct RoomRemoveProducts: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "remove-products", abstract: "Remove products from the bag.")

    @Argument(help: "The room's id.")
    var roomID: String

    @Argument(help: "The ids of the products.")
    var products: [String]

    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        var removeProducts = Roomkeeper_V1_RemoveProducts()
        removeProducts.productIds = self.products
        return .removeProducts(removeProducts)
    }
}
