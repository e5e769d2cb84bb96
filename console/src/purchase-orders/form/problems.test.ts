import { expect, test } from "vitest";
import { ApiProblem } from "../../api/problem";
import { Problems } from "./problems";

async function refused(body: unknown, status = 400): Promise<ApiProblem> {
  return ApiProblem.of(new Response(JSON.stringify(body), { status }));
}

test("each problem lands at its field, however the form was sent", async () => {
  const field = "edits[0].add.lineItems[1].tax.value";
  const error = await refused({ problems: [{ field, reason: "X", message: "must be a decimal" }] });
  const problems = Problems.of(error, "edits[0].add.");
  expect(problems.at("lineItems[1].tax.value")).toBe("Must be a decimal");
  expect(problems.within("lineItems")).toBe("Must be a decimal");
  expect(problems.at("lineItems[1]")).toBeUndefined();
  expect(problems.only(["lineItems"]).isEmpty).toBe(false);
  expect(problems.without(["lineItems[1]"]).isEmpty).toBe(true);
  expect(problems.without(["lineItems[10]"]).isEmpty).toBe(false);
});

test("an ID that is taken is told at the ID", async () => {
  const problems = Problems.of(await refused({ code: "ALREADY_EXISTS" }, 409));
  expect(problems.at("purchaseOrderId")).toContain("exists already");
});

test("a line that was not in the request is told by its number", async () => {
  const field = "lineItems['7/a'].endMonth";
  const error = await refused({ problems: [{ field, reason: "X", message: "is too late" }] });
  expect(Problems.of(error).without(["expirationMonth"]).summary()).toBe(
    "Line item 7/a: is too late",
  );
});
