import type { components } from "../../api/schema";

type NewOffer = components["schemas"]["CreateOfferRequest"];

/** What is typed of a new offer. */
export interface Input {
  readonly name: string;
  readonly productId: string;
  readonly productType: string;
  readonly targetAccountIds: string;
  readonly contractDuration: string;
  readonly availabilityEndDate: string;
  readonly currencyCode: string;
  readonly netPaymentTerm: string;
}

export const NOTHING_YET: Input = {
  name: "",
  productId: "",
  productType: "SAAS_CONTRACT",
  targetAccountIds: "",
  contractDuration: "P12M",
  availabilityEndDate: "",
  currencyCode: "USD",
  netPaymentTerm: "",
};

/** Types of products that may be paid in installments. */
export const PRODUCT_TYPES = [
  "SAAS_CONTRACT",
  "SAAS_CONTRACT_WITH_CONSUMPTION",
  "AMI_CONTRACT",
  "AMI_HOURLY_WITH_ANNUAL",
  "CONTAINER_CONTRACT",
  "CONTAINER_HOURLY_WITH_LONG_TERM",
  "PROFESSIONAL_SERVICES",
];

export function toOffer(input: Input): NewOffer {
  const given = (text: string) => text.trim() || null;
  return {
    name: given(input.name),
    productId: given(input.productId),
    productType: input.productType,
    targetAccountIds: accountsOf(input),
    contractDuration: given(input.contractDuration),
    availabilityEndDate: given(input.availabilityEndDate),
    currencyCode: given(input.currencyCode),
    netPaymentTerm: given(input.netPaymentTerm),
  };
}

export function accountsOf({ targetAccountIds }: Input): string[] {
  return targetAccountIds.split(/[\s,]+/).filter(Boolean);
}
