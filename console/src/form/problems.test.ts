import { expect, test } from "vitest";
import { ApiProblem } from "../api/problem";
import { fieldErrors, hasFields } from "./problems";

async function refusal(...fields: string[]): Promise<ApiProblem> {
  const problems = fields.map((field) => ({ field, reason: "MISSING", message: "is missing" }));
  return ApiProblem.of(Response.json({ message: "invalid", problems }, { status: 400 }));
}

test("a problem is told at its field, or beside the form where no field shows it", async () => {
  const errors = fieldErrors(await refusal("contacts[1].email", "days"));
  expect(errors.at("contacts[1].email")).toBe("Is missing.");
  expect(errors.at("contacts[0].email")).toBeUndefined();
  expect(errors.besides(["contacts"])).toBe("days: is missing");
  expect(errors.besides(["contacts", "days"])).toBeUndefined();
});

test("a field that begins like another is not a part of it", async () => {
  expect(fieldErrors(await refusal("daysAhead")).besides(["days"])).toContain("daysAhead");
});

test("what is no refusal of an input has no fields", () => {
  expect(hasFields(new Error("no network"))).toBe(false);
  expect(fieldErrors(null).at("days")).toBeUndefined();
});
