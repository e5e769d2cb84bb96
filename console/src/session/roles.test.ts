import { describe, expect, it } from "vitest";
import { navigationFor, startFor } from "../app/navigation";
import { mayCall, ROLES, type Operation, type Role } from "./roles";

const as =
  (role: Role) =>
  (...operations: Operation[]) =>
    mayCall(role, ...operations);

describe("roles", () => {
  it("may call what the table of permissions gives them", () => {
    expect(mayCall("editor", "POST /purchase-orders")).toBe(true);
    expect(mayCall("viewer", "POST /purchase-orders")).toBe(false);
    expect(mayCall("viewer", "GET /purchase-orders")).toBe(true);
  });

  it("need every operation of a step", () => {
    const both: Operation[] = ["GET /charges", "PUT /charges/purchase-orders"];
    expect(mayCall("viewer", ...both)).toBe(false);
    expect(mayCall("biller", ...both)).toBe(true);
  });

  it("correct issued invoices as support alone", () => {
    const able = ROLES.filter((each) => mayCall(each, "POST /invoices/{invoiceId}/regenerate"));
    expect(able).toEqual(["support"]);
  });
});

describe("the navigation", () => {
  const places = (role: Role) =>
    navigationFor(as(role)).flatMap((each) => (each.type === "link" ? [each.text] : []));

  it("shows what a role may read", () => {
    expect(places("viewer")).toContain("Invoices");
    expect(places("viewer")).not.toContain("Invoice runs");
    expect(places("seller")).not.toContain("Purchase orders");
  });

  it("leads everybody to a page of theirs", () => {
    expect(startFor(as("biller"))).toBe("/purchase-orders");
    for (const role of ROLES) expect(startFor(as(role))).not.toBe("/settings");
  });
});
