import RoomProtocol
import RoomState

extension RoomOperation.AddProducts {
    init(_ add: Roomkeeper_V1_AddProducts, _ path: FieldPath) throws(InvalidField) {
        var products: [NewProduct] = []
        products.reserveCapacity(add.products.count)
        for (index, product) in add.products.enumerated() {
            products.append(
                try NewProduct(product, id: product.productID) { field in
                    path("products", index, field)
                })
        }
        self.init(products: products, position: add.hasPosition ? Int(add.position) : nil)
    }
}

extension RoomOperation.MoveProduct {
    init(_ move: Roomkeeper_V1_MoveProduct, _ path: FieldPath) throws(InvalidField) {
        self.init(
            productID: try path.product(move.productID),
            position: Int(move.position))
    }
}

extension RoomOperation.PinProduct {
    init(_ pin: Roomkeeper_V1_PinProduct, _ path: FieldPath) throws(InvalidField) {
        self.init(
            productID: try path.product(pin.productID),
            position: pin.hasPosition ? Int(pin.position) : nil,
            onFull: try RequestEnums.onFull(pin.onFull, field: path("on_full")),
            product: try pin.hasProduct
                ? NewProduct(pin.product, pinnedAs: pin.productID, path) : nil)
    }
}

extension RoomOperation.SetSpotlight {
    init(_ spotlight: Roomkeeper_V1_SetSpotlight, _ path: FieldPath) throws(InvalidField) {
        self.init(
            productID: try path.product(spotlight.productID),
            pin: spotlight.pin,
            product: try spotlight.hasProduct
                ? NewProduct(spotlight.product, pinnedAs: spotlight.productID, path) : nil)
    }
}

extension NewProduct {
    /// The product of an operation that already names it: its own id is the same or left out.
    fileprivate init(
        _ product: Roomkeeper_V1_NewProduct, pinnedAs id: String, _ path: FieldPath
    ) throws(InvalidField) {
        guard product.productID.isEmpty || product.productID == id else {
            throw InvalidField(
                field: "\(path("product")).product_id",
                limit: "empty or the product_id of the operation", actual: "another id")
        }
        try self.init(product, id: id) { field in "\(path("product")).\(field)" }
    }

    fileprivate init(
        _ product: Roomkeeper_V1_NewProduct, id: String, path: (StaticString) -> String
    ) throws(InvalidField) {
        self.init(
            id: try ProductID(id, field: path("product_id")),
            sellerID: try product.sellerID.isEmpty
                ? nil : SellerID(product.sellerID, field: path("seller_id")),
            title: product.title, imageURI: product.imageUri,
            listing: try RequestEnums.listing(product.listing, field: path("listing")))
    }
}
