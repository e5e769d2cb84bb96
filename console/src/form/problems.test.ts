import { expect, test } from "vitest";
import { ApiProblem } from "../api/problem";
import { hasFields, Problems } from "./problems";

async function refusal(...fields: string[]): Promise<ApiProblem> {
  const problems = fields.map((field) => ({ field, reason: "MISSING", message: "is missing" }));
  return ApiProblem.of(Response.json({ message: "invalid", problems }, { status: 400 }));
}

test("a problem is told at its field, or beside the form where no field shows it", async () => {
  const problems = Problems.of(await refusal("contacts[1].email", "days"));
  expect(problems.at("contacts[1].email")).toBe("Is missing.");
  expect(problems.at("contacts[0].email")).toBeUndefined();
  expect(problems.within("contacts")).toBe("Is missing.");
  expect(problems.besides(["contacts"])).toBe("days: is missing");
  expect(problems.besides(["contacts", "days"])).toBeUndefined();
});

test("a problem lands at its field, however the form was sent", async () => {
  const problems = Problems.of(await refusal("edits[0].add.lineItems[1].tax"), "edits[0].add.");
  expect(problems.at("lineItems[1].tax")).toBe("Is missing.");
  expect(problems.at("lineItems[1]")).toBeUndefined();
  expect(problems.only(["lineItems"]).isEmpty).toBe(false);
  expect(problems.without(["lineItems[1]"]).isEmpty).toBe(true);
  expect(problems.without(["lineItems[10]"]).isEmpty).toBe(false);
});

test("a field that begins like another is not a part of it", async () => {
  expect(Problems.of(await refusal("daysAhead")).besides(["days"])).toContain("daysAhead");
});

test("a line that was not in the request is told by its number", async () => {
  const problems = Problems.of(await refusal("lineItems['7/a'].endMonth"));
  expect(problems.summary()).toBe("Line item 7/a: is missing");
});

test("what is no refusal of an input has no fields", () => {
  expect(hasFields(new Error("no network"))).toBe(false);
  expect(Problems.of(null).at("days")).toBeUndefined();
});
