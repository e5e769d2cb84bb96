import { expect, test } from "vitest";
import { toDraft, toSettings } from "./draft";

const NOTHING = {
  billTo: "",
  paymentTerms: "",
  netPaymentDays: null,
  preferredCurrencyCode: null,
  taxRegistrationNumbers: {},
  buyer: null,
  consolidatesDaily: false,
  version: 3,
  updatedAt: null,
};

test("what was left empty stays nothing", () => {
  expect(toSettings(toDraft(NOTHING), 3)).toMatchObject({
    netPaymentDays: null,
    preferredCurrencyCode: null,
    taxRegistrationNumbers: {},
    buyer: null,
    expectedVersion: 3,
  });
});

test("what stands there comes back as it was", () => {
  const saved = {
    ...NOTHING,
    netPaymentDays: 0,
    preferredCurrencyCode: "EUR",
    taxRegistrationNumbers: { "Amazon Web Services EMEA SARL": "DE123456789" },
    buyer: { ...toDraft(NOTHING).buyer, companyName: "Example Corp", countryCode: "DE" },
  };
  expect(toSettings(toDraft(saved), 3)).toMatchObject({
    netPaymentDays: 0,
    preferredCurrencyCode: "EUR",
    taxRegistrationNumbers: { "Amazon Web Services EMEA SARL": "DE123456789" },
    buyer: { companyName: "Example Corp", countryCode: "DE" },
  });
});

test("a tax number whose seller was not chosen is not sent", () => {
  const draft = { ...toDraft(NOTHING), taxNumbers: [{ entity: "", number: "DE1" }] };
  expect(toSettings(draft, 3).taxRegistrationNumbers).toEqual({});
});
