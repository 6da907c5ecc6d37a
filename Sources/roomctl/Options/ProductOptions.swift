import ArgumentParser
import RoomProtocol

/// What is known of a product that may have to be added to the bag.
struct ProductOptions: ParsableArguments {
    @Option(help: "The product's title, at most 256 bytes.")
    var title: String?

    @Option(help: ArgumentHelp("The product's seller.", valueName: "id"))
    var seller: String?

    @Option(help: ArgumentHelp("The product's image, at most 512 bytes.", valueName: "uri"))
    var image: String?

    @Option(help: "How the product is listed when it is added.")
    var listing: ListingArgument = .visible

    func makeProduct(id: String) -> Roomkeeper_V1_NewProduct {
        var product = Roomkeeper_V1_NewProduct()
        product.productID = id
        product.title = self.title ?? ""
        product.sellerID = self.seller ?? ""
        product.imageUri = self.image ?? ""
        product.listing = self.listing.message
        return product
    }
}
