/** What a line item can pay for, in AWS's words. */
export const TYPES: Readonly<Record<string, { label: string; description: string }>> = {
  ALL: { label: "All", description: "Every charge of the account" },
  AWS_MONTHLY_USAGE: { label: "AWS Monthly Usage", description: "The monthly AWS invoice" },
  AWS_SUBSCRIPTION_PURCHASE: {
    label: "AWS Subscription Purchase",
    description: "Subscriptions, such as upfront Reserved Instances and Support",
  },
  AWS_MARKETPLACE_TRANSACTION: {
    label: "AWS Marketplace Transaction",
    description: "Charges of one AWS Marketplace transaction",
  },
  AWS_MARKETPLACE_BLANKET_USAGE: {
    label: "AWS Marketplace Blanket Usage",
    description: "AWS Marketplace invoices that name no purchase order",
  },
  AWS_PROFESSIONAL_SERVICES_AND_TRAINING_PURCHASE: {
    label: "AWS Professional Services and Training Purchase",
    description: "Consulting and training",
  },
};

export function typeName(type: string): string {
  return TYPES[type]?.label ?? type;
}

/** Lines of these types never track a balance. */
export function isMarketplace(type: string): boolean {
  return type.startsWith("AWS_MARKETPLACE_");
}
