/**
 * Amounts as people read them. They arrive as decimal text and stay text until the last step: the
 * digits that are shown are the digits that were sent.
 */
export function formatMoney(amount: string, currency: string): string {
  return new Intl.NumberFormat("en-US", { style: "currency", currency }).format(
    amount as Intl.StringNumericLiteral,
  );
}

/** How much of `value` is left as `balance`, in percent from 0 to 100. */
export function percentLeft(balance: string, value: string): number {
  const whole = Number(value);
  return whole > 0 ? Math.min(100, Math.max(0, (Number(balance) / whole) * 100)) : 0;
}

/** An amount with every digit that it has, and at least those of its currency. */
export function formatExactMoney(amount: string, currency: string): string {
  return new Intl.NumberFormat("en-US", {
    style: "currency",
    currency,
    maximumFractionDigits: 20,
  }).format(amount as Intl.StringNumericLiteral);
}
