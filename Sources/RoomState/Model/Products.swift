/// What the room sells: the bag, and what of it is shown.
package struct Products: Equatable, Sendable {
    /// In the order of the list that viewers open; ids are unique.
    package var bag: [Product] = []
    /// In the order shown on screen; a subset of the bag.
    package var pinned: [ProductID] = []
    /// The one product being explained now.
    package var spotlight: Spotlight?
    /// Past spotlights, oldest first, the last `Limits.segments` of them.
    package var segments: [Segment] = []

    package init() {}

    package func position(of id: ProductID) -> Int? {
        self.bag.firstIndex { $0.id == id }
    }
}

package struct Product: Equatable, Sendable {
    package var id: ProductID
    package var sellerID: SellerID?
    package var title: String
    package var imageURI: String
    /// `nil`: the calling service.
    package var addedBy: UserID?
    package var addedAt: GroupTime
    package var listing: Listing

    package init(_ new: NewProduct, addedBy: UserID?, addedAt: GroupTime) {
        self.id = new.id
        self.sellerID = new.sellerID
        self.title = new.title
        self.imageURI = new.imageURI
        self.addedBy = addedBy
        self.addedAt = addedAt
        self.listing = new.listing
    }

    package enum Listing: UInt8, Sendable, CaseIterable {
        case visible = 1
        case hidden = 2
        case soldOut = 3
    }
}

/// A product as a caller describes it.
package struct NewProduct: Equatable, Sendable {
    package var id: ProductID
    package var sellerID: SellerID?
    package var title: String
    package var imageURI: String
    package var listing: Product.Listing

    package init(
        id: ProductID, sellerID: SellerID? = nil, title: String = "", imageURI: String = "",
        listing: Product.Listing = .visible
    ) {
        self.id = id
        self.sellerID = sellerID
        self.title = title
        self.imageURI = imageURI
        self.listing = listing
    }
}

/// The open segment: which product is explained, by whom, since when.
package struct Spotlight: Equatable, Sendable {
    package var segmentID: MintedID
    package var productID: ProductID
    /// `nil`: the calling service.
    package var by: UserID?
    package var startedAt: GroupTime

    package init(segmentID: MintedID, productID: ProductID, by: UserID?, startedAt: GroupTime) {
        self.segmentID = segmentID
        self.productID = productID
        self.by = by
        self.startedAt = startedAt
    }
}

/// A spotlight that is over.
package struct Segment: Equatable, Sendable {
    package var spotlight: Spotlight
    package var endedAt: GroupTime
    package var endReason: EndReason

    package init(spotlight: Spotlight, endedAt: GroupTime, endReason: EndReason) {
        self.spotlight = spotlight
        self.endedAt = endedAt
        self.endReason = endReason
    }

    package enum EndReason: UInt8, Sendable, CaseIterable {
        case cleared = 1
        case replaced = 2
        case productRemoved = 3
        case roomEnded = 4
    }
}
