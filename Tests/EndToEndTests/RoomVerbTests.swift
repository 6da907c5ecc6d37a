import Testing

extension EndToEnd {
    /// Commands of `roomctl room` for the operations of stage, settings and bag.
    @Suite struct RoomVerbTests {
        @Test(.timeLimit(.minutes(3)))
        func everyOperationHasAVerbThatDoesIt() async throws {
            // A stage that is asked for, granted, moved and locked; a bag that is put in order; a
            // host who is lost and comes back. Each effect is read back.
            try await TestCluster.run { cluster in
                let created: ChangeAnswer = try await cluster.answer(
                    "room", "create", "--owner", "anna", "--title", "Shoes", "--start",
                    "--presence-mode", "external", "--pause-grace", "600", "--max-pinned", "1")
                let id = created.roomId
                func change(_ command: String, _ arguments: String...) async throws {
                    let answer: ChangeAnswer = try await cluster.answer(
                        ["room", command, id] + arguments)
                    try #require(answer.roomId == id && answer.changed == true, "\(command)")
                }

                try await change("request-seat", "carl", "--actor", "carl", "--note", "me!")
                try await change("cancel-request", "carl", "--actor", "carl")
                try await change("request-seat", "carl")
                try await change("reject", "carl", "--actor", "anna")
                try await change("request-seat", "carl")
                try await change("approve", "carl", "--seat", "2")
                try await change("move-seat", "carl", "--seat", "3")
                try await change("set-role", "carl", "--role", "co-host")
                try await change("lock-seat", "1")
                try await change("lock-seat", "2")
                try await change("unlock-seat", "2")
                try await change("invite", "dora")
                try await change("cancel-invite", "dora")
                try await change("update-settings", "--seat-mode", "free", "--guest-seats", "4")
                try await change("request-seat", "eve")
                try await change("pin", "sku-1")
                try await change("pin", "sku-2", "--evict-last")
                let before: RoomAnswer = try await cluster.answer("room", "get", id)
                let products = try #require(before.room.productsRevision)
                try await change(
                    "reorder-products", "sku-2", "sku-1", "--if-products-revision", products)

                let room: RoomAnswer = try await cluster.answer("room", "get", id)
                try #require(room.users("CO_HOST") == ["carl"])
                // Seat 1 is locked, so the free seat is 2.
                try #require(room.users("GUEST") == ["eve"])
                try #require(
                    room.room.stage?.seats?.map { $0.userId } == ["anna", nil, "eve", "carl", nil])
                try #require(room.room.products?.bag?.map { $0.productId } == ["sku-2", "sku-1"])
                try #require(room.room.products?.pinned == ["sku-2"])

                try await change("host-lost", "anna")
                let paused: RoomAnswer = try await cluster.answer("room", "get", id)
                try #require(paused.room.state == "PAUSED")
                try #require(paused.room.stateReason == "HOST_LOST")
                try await change("resume")
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func preconditionsGuardAChangeAndADryRunTellsAllThatFail() async throws {
            try await TestCluster.run { cluster in
                let created: ChangeAnswer = try await cluster.answer(
                    "room", "create", "--owner", "anna", "--title", "t", "--start")
                let start = ["room", "pin", created.roomId, "sku-1", "--title", "Sneaker"]
                let guards = [
                    ["--if-host", "ben"], ["--if-state", "paused"], ["--if-revision", "7"],
                    ["--if-spotlight", "sku-9"], ["--if-stage-revision", "7"],
                ]
                for precondition in guards {
                    let refused = try await cluster.roomctl(start + precondition + ["-o", "json"])
                    try #require(refused.exitCode == 1, "\(refused)")
                    let reason = try refused.decoded(ErrorAnswer.self).error.reason
                    try #require(reason.hasSuffix("_MISMATCH"), "\(refused)")
                }

                let dry = try await cluster.roomctl(
                    start + guards.joined() + ["--dry-run", "-o", "json"])
                try #require(dry.exitCode == 1, "\(dry)")
                let failures = try dry.decoded(DryRunAnswer.self).validation.failures
                try #require(failures?.count == guards.count, "\(dry)")

                // Whatever was dry has changed nothing; what holds goes through.
                let fine = try await cluster.roomctl(
                    start + ["--dry-run", "--if-no-spotlight", "--if-state", "live", "-o", "json"])
                try #require(fine.exitCode == 0, "\(fine)")
                try #require(try fine.decoded(DryRunAnswer.self).validation.wouldChange == true)
                let pinned: ChangeAnswer = try await cluster.answer(
                    start + ["--if-no-spotlight", "--if-host", "anna", "--if-revision", "1"])
                try #require(pinned.revision == "2")
            }
        }

        /// The documents name operations as the protocol does.
        @Test(.timeLimit(.minutes(2)))
        func theNameOfAnOperationIsAVerbToo() async throws {
            try await TestCluster.run { cluster in
                let created: ChangeAnswer = try await cluster.answer(
                    "room", "create", "--owner", "anna", "--title", "t", "--start")
                let steps = [
                    ["pin_product", "tea"], ["set-spotlight", "tea"],
                    ["clear_spotlight", "--clear"],
                    ["update_info", "--title", "u"], ["update_settings", "--max-pinned", "3"],
                    ["seat_user", "ben"], ["remove_from_seat", "ben"], ["unpin_product", "tea"],
                ]
                for step in steps {
                    let change: ChangeAnswer = try await cluster.answer(
                        ["room", step[0], created.roomId] + step.dropFirst())
                    try #require(change.changed == true, "\(step)")
                }
                // One room hosts anna; in words of the command line.
                let second = try await cluster.roomctl(
                    "room", "create", "--owner", "anna", "--title", "t", "--start")
                try #require(second.errors.contains("--end-other"), "\(second)")
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func aFileOfOperationsIsAppliedAsOneChange() async throws {
            try await TestCluster.run { cluster in
                let created: ChangeAnswer = try await cluster.answer(
                    "room", "create", "--owner", "anna", "--title", "t", "--start")
                let file = try cluster.write(
                    """
                    operations:
                      - addProducts:
                          products:
                            - productId: 4711
                              title: Red sneaker
                      - setSpotlight:
                          productId: 4711
                          pin: true
                    preconditions:
                      state: LIVE
                    """, to: "sale.yaml")
                let apply = ["room", "apply", created.roomId, "-f", file]
                let dry = try await cluster.roomctl(
                    "room", "apply", "-f", file, "--room", created.roomId, "--dry-run")
                try #require(dry.exitCode == 0 && dry.output.contains("would apply"), "\(dry)")
                let applied: ChangeAnswer = try await cluster.answer(apply)
                try #require(applied.revision == "2")

                // Now the product is there: the refusal names the operation by its line.
                let again = try await cluster.roomctl(apply + ["-o", "json"])
                try #require(again.exitCode == 1, "\(again)")
                let error = try again.decoded(ErrorAnswer.self).error
                try #require(error.reason == "PRODUCT_EXISTS" && error.metadata["line"] == "2")
                try #require(error.message.hasPrefix("\(file):2: "), "\(again)")
            }
        }
    }
}
