import { expect, test } from "vitest";
import { nextOf } from "./transitions";

test("only the retrieval of purchase orders becomes active without a test", () => {
  expect(nextOf("VALIDATED", "delivery")).not.toContain("ACTIVE");
  expect(nextOf("VALIDATED", "retrieval")).toContain("ACTIVE");
  expect(nextOf("TEST_INITIALIZED", "delivery")).toContain("ACTIVE");
});

test("what is active can only be suspended, and goes on from there", () => {
  expect(nextOf("ACTIVE", "delivery")).toEqual(["SUSPENDED"]);
  expect(nextOf("SUSPENDED", "delivery")).toEqual(["ACTIVE"]);
});
