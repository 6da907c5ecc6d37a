extension RoomOperation {
    /// Checks the shape of one operation; fields are named from inside the operation's message.
    func validate() throws(InvalidField) {
        switch self {
        case .create(let create): try create.validate()
        case .updateInfo(let update): try update.validate()
        case .updateSettings(let update): try update.validate()
        case .seatUser(let seat): try Self.validateSeat(seat.role, seat.seatIndex)
        case .invite(let invite): try Self.validateSeat(invite.role, invite.seatIndex)
        case .requestSeat(let request):
            try FieldCheck.bytes(of: request.note, in: 0...Limits.requestNoteBytes, "note")
        case .approveRequest(let approve):
            try Self.validateSeat(approve.role, approve.seatIndex)
        case .moveSeat(let move):
            try FieldCheck.number(move.seatIndex, in: Limits.guestSeats, "seat_index")
        case .lockSeat(let index), .unlockSeat(let index):
            try FieldCheck.number(index, in: Limits.guestSeats, "seat_index")
        case .setRole(let set): try Self.validateSeat(set.role, nil)
        case .addProducts(let add): try add.validate()
        case .removeProducts(let ids):
            try FieldCheck.count(ids.count, in: Limits.productsPerOperation, "product_ids")
        case .moveProduct(let move): try Self.validatePosition(move.position)
        case .pinProduct(let pin):
            try Self.validatePosition(pin.position)
            try Self.validateProduct(pin.product, named: pin.productID)
        case .setSpotlight(let spotlight):
            try Self.validateProduct(spotlight.product, named: spotlight.productID)
        case .reorderProducts(let ids):
            try FieldCheck.count(ids.count, in: 0...Limits.maxProducts.upperBound, "product_ids")
        case .start, .pause, .resume, .end, .hostLost, .transferHost, .acceptInvite,
            .declineInvite, .removeFromSeat, .leaveSeat, .cancelInvite, .cancelRequest,
            .rejectRequest, .unpinProduct, .clearSpotlight:
            return
        }
    }

    private static func validateSeat(_ role: Stage.Role, _ index: Int?) throws(InvalidField) {
        if role == .host {
            throw InvalidField(
                field: "role", limit: "CO_HOST or GUEST; transfer_host makes a host",
                actual: "HOST")
        }
        if let index {
            // Seat 0 passes: that it is the host's is a rule with an error of its own.
            try FieldCheck.number(index, in: Limits.guestSeats, "seat_index")
        }
    }

    private static func validatePosition(_ position: Int?) throws(InvalidField) {
        guard let position else { return }
        try FieldCheck.number(position, in: 0...Limits.maxProducts.upperBound, "position")
    }

    private static func validateProduct(
        _ product: NewProduct?, named id: ProductID
    ) throws(InvalidField) {
        guard let product else { return }
        guard product.id == id else {
            throw InvalidField(
                field: "product.product_id", limit: "empty or \(id), the operation's product_id",
                actual: product.id.rawValue)
        }
        do {
            try product.validate()
        } catch {
            throw error.inside("product")
        }
    }
}

extension RoomOperation.Create {
    fileprivate func validate() throws(InvalidField) {
        do {
            try self.info.validate()
        } catch {
            throw error.inside("info")
        }
        do {
            try self.settings.validate()
        } catch {
            throw error.inside("settings")
        }
    }
}

extension RoomOperation.UpdateInfo {
    fileprivate func validate() throws(InvalidField) {
        if let title = self.title {
            try FieldCheck.bytes(of: title, in: Limits.titleBytes, "title")
        }
        if let description = self.description {
            try FieldCheck.bytes(of: description, in: 0...Limits.descriptionBytes, "description")
        }
        if let coverURI = self.coverURI {
            try FieldCheck.bytes(of: coverURI, in: 0...Limits.coverURIBytes, "cover_uri")
        }
        if let language = self.language {
            try FieldCheck.bytes(of: language, in: 0...Limits.languageBytes, "language")
        }
        if let region = self.region {
            try FieldCheck.bytes(of: region, in: 0...Limits.regionBytes, "region")
        }
        try RoomInfo.validateCategories(self.categories ?? [], "categories.values")
        try RoomInfo.validateTags(self.tags ?? [], "tags.values")
        try RoomInfo.validateLabels(self.labels ?? [], "labels.values")
    }
}

extension RoomOperation.UpdateSettings {
    /// The defaults are valid, so what fails over them is one of the named fields.
    fileprivate func validate() throws(InvalidField) {
        if let successors = self.successorIDs {
            try FieldCheck.count(
                successors.count, in: 0...Limits.successors, "successor_ids.values")
        }
        var settings = RoomSettings()
        settings.apply(self)
        try settings.validate()
    }
}

extension RoomOperation.AddProducts {
    fileprivate func validate() throws(InvalidField) {
        try FieldCheck.count(self.products.count, in: Limits.productsPerOperation, "products")
        for index in self.products.indices {
            do {
                try self.products[index].validate()
            } catch {
                throw error.inside("products[\(index)]")
            }
        }
        if let position = self.position {
            try FieldCheck.number(position, in: 0...Limits.maxProducts.upperBound, "position")
        }
    }
}

extension NewProduct {
    fileprivate func validate() throws(InvalidField) {
        try FieldCheck.bytes(of: self.title, in: 0...Limits.productTitleBytes, "title")
        try FieldCheck.bytes(of: self.imageURI, in: 0...Limits.imageURIBytes, "image_uri")
    }
}
